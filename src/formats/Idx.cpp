#include "formats/Idx.hpp"

#include <fmt/format.h>

#include <cstring>

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr const char* kFetchAgain = "remove the file, then fetch or copy it again";

std::uint32_t big_endian(std::string_view bytes, std::size_t offset) {
  std::uint32_t number = 0;
  for (std::size_t i = offset; i < offset + 4; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

// Checks the header and returns the extents that follow the magic number.
std::vector<std::int64_t> read_extents(std::string_view bytes, const std::string& path, std::size_t rank) {
  const std::size_t header = 4 + 4 * rank;
  if (bytes.size() < header)
    throw UserError(fmt::format("{} ends at offset {}", path, bytes.size()),
                    fmt::format("its header has {} bytes", header), kFetchAgain);
  // Two zero bytes, 8 for "unsigned byte", the number of dimensions.
  const std::uint32_t expected = 0x800 + static_cast<std::uint32_t>(rank), magic = big_endian(bytes, 0);
  if (magic != expected)
    throw UserError(fmt::format("{} has a wrong magic number at offset 0", path),
                    fmt::format("0x{:08x} instead of 0x{:08x}", magic, expected),
                    "check that the file is what its name says");
  std::vector<std::int64_t> extents;
  for (std::size_t i = 0; i < rank; ++i) {
    extents.push_back(big_endian(bytes, 4 + 4 * i));
    if (extents.back() == 0)
      throw UserError(fmt::format("{} is empty", path),
                      fmt::format("the extent at offset {} is 0", 4 + 4 * i), kFetchAgain);
  }
  return extents;
}

void check_length(std::string_view bytes, const std::string& path, std::size_t header, std::uint64_t n_items,
                  std::uint64_t item_size) {
  const std::uint64_t payload = bytes.size() - header;
  const std::string why = fmt::format("its header announces {} items of {} bytes", n_items, item_size);
  if (payload / item_size < n_items)
    throw UserError(fmt::format("{} ends early, at offset {}", path, bytes.size()), why, kFetchAgain);
  if (payload != n_items * item_size)
    throw UserError(fmt::format("{} continues past offset {}", path, header + n_items * item_size), why,
                    kFetchAgain);
}

}  // namespace

torch::Tensor parse_idx_images(std::string_view bytes, const std::string& path) {
  const std::vector<std::int64_t> extents = read_extents(bytes, path, 3);
  const std::size_t header = 16;
  check_length(bytes, path, header, static_cast<std::uint64_t>(extents[0]),
               static_cast<std::uint64_t>(extents[1]) * static_cast<std::uint64_t>(extents[2]));
  torch::Tensor images = torch::empty({extents[0], 1, extents[1], extents[2]}, torch::kUInt8);
  std::memcpy(images.data_ptr(), bytes.data() + header, bytes.size() - header);
  return images;
}

torch::Tensor parse_idx_labels(std::string_view bytes, const std::string& path, std::int64_t n_classes) {
  const std::vector<std::int64_t> extents = read_extents(bytes, path, 1);
  const std::size_t header = 8;
  check_length(bytes, path, header, static_cast<std::uint64_t>(extents[0]), 1);
  torch::Tensor labels = torch::empty(extents[0], torch::kInt64);
  auto* label = labels.data_ptr<std::int64_t>();
  for (std::size_t offset = header; offset < bytes.size(); ++offset) {
    const std::int64_t value = static_cast<unsigned char>(bytes[offset]);
    if (value >= n_classes)
      throw UserError(fmt::format("{} has the label {} at offset {}", path, value, offset),
                      fmt::format("labels go from 0 to {}", n_classes - 1), kFetchAgain);
    label[offset - header] = value;
  }
  return labels;
}

}  // namespace friendly
