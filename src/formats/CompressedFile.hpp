#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace friendly {

/// More than any source file that is read as a whole holds, uncompressed.
inline constexpr std::size_t kLargestFile = std::size_t{4} << 30;

/// Hands the content of a file, uncompressed if it is gzip'd, to `take` block by block. Throws UserError
/// naming the file, and the offset where there is one, if it is no regular file, cannot be read or is
/// damaged.
void for_each_block(const std::string& path, const std::function<void(std::string_view)>& take);

/// The content as a whole; errors as above, and one if it is longer than `limit` bytes.
std::string read_uncompressed(const std::string& path, std::size_t limit = kLargestFile);

}  // namespace friendly
