#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "formats/Examples.hpp"

namespace friendly {

/// Parses records of CIFAR-10's binary version: a label byte, then 3 x 32 x 32 bytes. Inputs are
/// [N, 3, 32, 32], uint8. Throws UserError naming file and offset if there are no records, one is cut short
/// or a label is above 9.
Examples parse_cifar(std::string_view bytes, const std::string& path);

/// The permutation of `count` labels listed in a text file, one or more indices per line: [count], int64.
/// Throws UserError naming file and line unless every index from 0 to count - 1 occurs exactly once.
torch::Tensor parse_permutation(const std::string& text, const std::string& path, std::int64_t count);

}  // namespace friendly
