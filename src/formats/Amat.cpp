#include "formats/Amat.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/Error.hpp"
#include "formats/CompressedFile.hpp"

namespace friendly {
namespace {

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r';
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace

AmatParser::AmatParser(std::string path, std::int64_t side, std::int64_t n_labels)
    : path_(std::move(path)), side_(side), n_labels_(n_labels) {}

void AmatParser::refuse(const std::string& what, const std::string& why) const {
  throw UserError(fmt::format("{}, line {}: {}", path_, line_number_, what), why,
                  "remove the file, then fetch or copy it again");
}

void AmatParser::parse_line(std::string_view line) {
  ++line_number_;
  std::string_view rest = without_blanks(line);
  if (rest.empty()) return;
  const std::int64_t n_pixels = side_ * side_;
  for (std::int64_t i = 0; i <= n_pixels; ++i) {
    if (rest.empty())
      refuse(fmt::format("only {} numbers", i), fmt::format("a line is {} pixels and a label", n_pixels));
    double number = 0;
    const auto [end, status] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    const auto length = static_cast<std::size_t>(end - rest.data());
    const bool complete = length == rest.size() || is_blank(rest[length]);
    if (status != std::errc() || !complete || !std::isfinite(number))
      refuse(fmt::format("number {} is \"{}\"", i + 1, rest.substr(0, std::min(rest.find(' '), size_t{20}))),
             "it should be a finite number");
    if (i < n_pixels)
      pixels_.push_back(static_cast<float>(number));
    else if (number < 0 || number >= static_cast<double>(n_labels_) || number != std::floor(number))
      refuse(fmt::format("the label is {}", number), fmt::format("labels go from 0 to {}", n_labels_ - 1));
    else
      labels_.push_back(static_cast<std::int64_t>(number));
    rest = without_blanks(rest.substr(length));
  }
  if (!rest.empty())
    refuse(fmt::format("more than {} numbers", n_pixels + 1), "a line is the pixels and a label");
}

void AmatParser::feed(std::string_view block) {
  for (std::size_t end; (end = block.find('\n')) != std::string_view::npos; block.remove_prefix(end + 1)) {
    if (unfinished_.empty()) {
      parse_line(block.substr(0, end));
      continue;
    }
    unfinished_ += block.substr(0, end);
    parse_line(unfinished_);
    unfinished_.clear();
  }
  unfinished_ += block;
  // A file in another format may have no line break at all.
  if (unfinished_.size() > static_cast<std::size_t>(side_ * side_ + 1) * 64) {
    ++line_number_;
    refuse("the line does not end", "lines of this format are shorter");
  }
}

Examples AmatParser::finish() {
  if (!unfinished_.empty()) parse_line(unfinished_);
  unfinished_.clear();
  if (labels_.empty())
    throw UserError(path_ + " holds no examples", fmt::format("it ends at line {}", line_number_),
                    "remove the file, then fetch or copy it again");
  const auto n = static_cast<std::int64_t>(labels_.size());
  const torch::Tensor columns = torch::from_blob(pixels_.data(), {n, 1, side_, side_}, torch::kFloat32);
  return {columns.transpose(2, 3).contiguous(), torch::tensor(labels_, torch::kInt64)};
}

Examples read_amat(const std::string& path, std::int64_t n_labels) {
  AmatParser parser(path, 28, n_labels);
  for_each_block(path, [&](std::string_view block) { parser.feed(block); });
  return parser.finish();
}

}  // namespace friendly
