#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/Examples.hpp"

namespace friendly {

/// Reads Larochelle et al.'s text format piece by piece: one example a line, the pixels of an image column by
/// column, then the label, separated by blanks. Throws UserError naming file and line for anything that is
/// not a finite number, a wrong count of numbers, and a label that is no integer below `n_labels`.
class AmatParser {
 public:
  AmatParser(std::string path, std::int64_t side, std::int64_t n_labels);

  void take(std::string_view block);

  /// Ends the text and gives what was read: inputs [N, 1, side, side], row by row. No line at all is an
  /// error.
  Examples finish();

 private:
  void parse_line(std::string_view line);
  [[noreturn]] void refuse(const std::string& what, const std::string& why) const;

  std::string path_;
  std::int64_t side_;
  std::int64_t n_labels_;
  std::int64_t line_number_ = 0;
  std::string unfinished_;  // the start of a line whose end is in the next block
  std::vector<float> pixels_;
  std::vector<std::int64_t> labels_;
};

/// A whole `.amat` file of 28 x 28 images, plain or gzip'd.
Examples read_amat(const std::string& path, std::int64_t n_labels);

}  // namespace friendly
