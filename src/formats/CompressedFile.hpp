#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace friendly {

/// An upper bound, uncompressed, for any source file that is read as a whole.
inline constexpr std::size_t kMaxFileSize = std::size_t{4} << 30;

/// Hands the content of a file, uncompressed if it is gzip'd, to `consume` block by block. Throws UserError
/// naming the file, and the offset where there is one, if it is not a regular file, cannot be read or is
/// damaged. An interruption point precedes each block.
void for_each_block(const std::string& path, const std::function<void(std::string_view)>& consume);

/// The whole content; throws as for_each_block() does, and if it is longer than `limit` bytes.
std::string read_uncompressed(const std::string& path, std::size_t limit = kMaxFileSize);

}  // namespace friendly
