#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace friendly {

// All of them can be interrupted while they read more than a few megabytes.

/// SHA-256 of `bytes` as 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

/// SHA-256 of a file's content; throws UserError if it cannot be read.
std::string sha256_of_file(const std::string& path);

/// CRC-32 of `bytes`, the one that zlib and PNG use; of everything so far, if `before` is that of what came
/// before them.
std::uint32_t crc32_of(std::string_view bytes, std::uint32_t before = 0);

}  // namespace friendly
