#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace friendly {

/// Texts and their labels, in the order of the source.
struct Reviews {
  std::vector<std::string> texts;
  std::vector<std::int64_t> labels;
};

/// Paths of a folder's `.txt` files, by name. (The released code takes them as the file system lists them,
/// which only decides the order of words with equal counts and which reviews are for validation.) Throws
/// UserError if the folder cannot be read or holds none.
std::vector<std::string> review_files(const std::string& folder);

/// The wine reviews of Kaggle's winemag-data-130k-v2.csv: comma-separated, with quotes, commas and line ends
/// inside quotes, UTF-8. Text is the column `description`, label 1 if `points` is 90 or more, else 0. Throws
/// UserError naming file and line for a missing column, a row that is too short, points that are no integer,
/// a quote that is not closed, or no row at all.
Reviews parse_wine_reviews(std::string_view csv, const std::string& path);

}  // namespace friendly
