#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace friendly {

/// Seed of an independent random stream: a hash of the stream's purpose and of the numbers that distinguish
/// it from others with the same purpose (run, epoch, pass …). The same arguments give the same seed in every
/// build and on every machine.
std::uint64_t derive_seed(std::string_view purpose, std::initializer_list<std::int64_t> numbers);

}  // namespace friendly
