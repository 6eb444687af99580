#include "formats/Cifar.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr std::size_t kRecord = 1 + 3 * 32 * 32;
constexpr const char* kFetchAgain = "remove the file, then fetch or copy it again";

}  // namespace

Examples parse_cifar(std::string_view bytes, const std::string& path) {
  if (bytes.empty() || bytes.size() % kRecord != 0)
    throw UserError(fmt::format("{} ends inside a record, at offset {}", path, bytes.size()),
                    fmt::format("records have {} bytes", kRecord), kFetchAgain);
  const auto n = static_cast<std::int64_t>(bytes.size() / kRecord);
  Examples examples{torch::empty({n, 3, 32, 32}, torch::kUInt8), torch::empty(n, torch::kInt64)};
  auto* pixels = examples.inputs.data_ptr<std::uint8_t>();
  auto* labels = examples.labels.data_ptr<std::int64_t>();
  for (std::size_t offset = 0; offset < bytes.size(); offset += kRecord) {
    *labels = static_cast<unsigned char>(bytes[offset]);
    if (*labels > 9)
      throw UserError(fmt::format("{} has the label {} at offset {}", path, *labels, offset),
                      "labels go from 0 to 9", kFetchAgain);
    ++labels;
    pixels = std::copy_n(reinterpret_cast<const std::uint8_t*>(&bytes[offset + 1]), kRecord - 1, pixels);
  }
  return examples;
}

torch::Tensor parse_permutation(const std::string& text, const std::string& path, std::int64_t count) {
  std::vector<std::int64_t> order;
  std::vector<bool> seen(static_cast<std::size_t>(count));
  std::int64_t line = 1;
  for (const char *next = text.data(), *const end = next + text.size(); next != end;) {
    if (*next == '\n') ++line;
    if (std::isspace(static_cast<unsigned char>(*next))) {
      ++next;
      continue;
    }
    std::int64_t index = -1;
    const auto [past, status] = std::from_chars(next, end, index);
    if (status != std::errc() || index < 0 || index >= count || seen[static_cast<std::size_t>(index)])
      throw UserError(
          fmt::format("{}, line {}: not an index, or one that is out of range or repeated", path, line),
          fmt::format("a permutation lists each number from 0 to {} once", count - 1),
          "correct the file, or remove it to draw one from the seed");
    seen[static_cast<std::size_t>(index)] = true;
    order.push_back(index);
    next = past;
  }
  if (static_cast<std::int64_t>(order.size()) != count)
    throw UserError(fmt::format("{} ends at line {} with {} indices", path, line, order.size()),
                    fmt::format("the permutation has {}", count),
                    "correct the file, or remove it to draw one from the seed");
  return torch::tensor(order, torch::kInt64);
}

}  // namespace friendly
