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

/// Paths of a folder's `.txt` files, sorted by name. (The released code takes them in the order in which the
/// file system lists them; this only affects the order of words with equal counts and which reviews are for
/// validation.) Throws UserError if the folder cannot be read or holds none.
std::vector<std::string> review_files(const std::string& folder);

/// Parses the wine reviews of Kaggle's winemag-data-130k-v2.csv: comma-separated UTF-8, where quoted fields
/// may contain quotes, commas and line breaks. The text is the column `description`, the label 1 if `points`
/// is 90 or more, else 0. Throws UserError naming file and line for a missing column, a row that is too
/// short, points that are not an integer, an unclosed quote, or if there are no rows.
Reviews parse_wine_reviews(std::string_view csv, const std::string& path);

}  // namespace friendly
