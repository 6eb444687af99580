#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/Examples.hpp"

namespace friendly {

/// Incremental parser for Larochelle et al.'s text format (docs/method.md, "Data"): one example per line, the
/// pixels of an image column by column, then the label, separated by blanks. Throws UserError naming file and
/// line for anything that is not a finite number, a wrong count of numbers, or a label that is not an integer
/// from 0 to n_labels - 1.
class AmatParser {
 public:
  /// `path` is used in messages only; images are `side` x `side`.
  AmatParser(std::string path, std::int64_t side, std::int64_t n_labels);

  /// Parses the next piece of the text; pieces may end anywhere within a line.
  void feed(std::string_view block);

  /// Marks the end of the text and returns all examples: inputs [N, 1, side, side], row by row. Throws
  /// UserError if there are none.
  Examples finish();

 private:
  void parse_line(std::string_view line);
  [[noreturn]] void refuse(const std::string& what, const std::string& why) const;

  std::string path_;
  std::int64_t side_;
  std::int64_t n_labels_;
  std::int64_t line_number_ = 0;
  std::string unfinished_;  // the start of a line that ends in a later block
  std::vector<float> pixels_;
  std::vector<std::int64_t> labels_;
};

/// Reads a whole `.amat` file of 28 x 28 images, plain or gzip'd. Throws UserError as AmatParser does, or if
/// the file cannot be read.
Examples read_amat(const std::string& path, std::int64_t n_labels);

}  // namespace friendly
