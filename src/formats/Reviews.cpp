#include "formats/Reviews.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "core/Error.hpp"
#include "core/Interruption.hpp"
#include "formats/Utf8.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFetchAgain = "remove the file, then fetch or copy it again";

// Splits comma-separated text into rows as Python's csv module does by default.
class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& path) : rest_(text), path_(path) {}

  // False at the end. An empty line is a row without fields.
  bool next_row(std::vector<std::string>& fields) {
    fields.clear();
    row_line_ = line_;
    if (rest_.empty()) return false;
    if (end_line()) return true;
    while (true) {
      fields.push_back(next_field());
      if (rest_.empty() || end_line()) return true;
      rest_.remove_prefix(1);  // the comma
    }
  }

  std::int64_t row_line() const { return row_line_; }  // where the row starts, from 1

 private:
  bool end_line() {
    const std::size_t length = rest_.substr(0, 2) == "\r\n"           ? 2
                               : rest_[0] == '\n' || rest_[0] == '\r' ? 1
                                                                      : 0;
    rest_.remove_prefix(length);
    line_ += length > 0 ? 1 : 0;
    return length > 0;
  }

  std::string next_field() {
    std::string field;
    if (!rest_.empty() && rest_[0] == '"') field = quoted_text();
    const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    field += rest_.substr(0, end);
    rest_.remove_prefix(end);
    return field;
  }

  // Up to the closing quote; two quotes stand for one.
  std::string quoted_text() {
    std::string content;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '\n') ++line_;
      if (rest_[i] != '"') {
        content += rest_[i];
      } else if (i + 1 < rest_.size() && rest_[i + 1] == '"') {
        content += rest_[i++];
      } else {
        rest_.remove_prefix(i + 1);
        return content;
      }
    }
    throw UserError(fmt::format("{}, line {}: a quote is not closed", path_, row_line_),
                    "the file ends first", kFetchAgain);
  }

  std::string_view rest_;
  std::string path_;
  std::int64_t line_ = 1, row_line_ = 1;
};

std::size_t column_of(const std::vector<std::string>& header, const std::string& name,
                      const std::string& path) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end())
    throw UserError(fmt::format("{}, line 1: there is no column \"{}\"", path, name),
                    fmt::format("the first line names {} columns", header.size()),
                    "check that the file is winemag-data-130k-v2.csv");
  return static_cast<std::size_t>(found - header.begin());
}

}  // namespace

std::vector<std::string> review_files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  if (error) throw UserError("cannot read the folder " + folder, error.message(), "fetch the data set again");
  if (files.empty())
    throw UserError("the folder " + folder + " holds no reviews", "there is no .txt file in it",
                    "fetch the data set again");
  std::sort(files.begin(), files.end());
  return files;
}

Reviews parse_wine_reviews(std::string_view csv, const std::string& path) {
  check_utf8(csv, path);
  CsvReader reader(csv, path);
  std::vector<std::string> row;
  reader.next_row(row);
  const std::size_t text = column_of(row, "description", path), points = column_of(row, "points", path);
  Reviews reviews;
  while (reader.next_row(row)) {
    interruption_point();
    if (row.empty()) continue;
    if (row.size() <= std::max(text, points))
      throw UserError(fmt::format("{}, line {}: only {} fields", path, reader.row_line(), row.size()),
                      fmt::format("{} are needed", std::max(text, points) + 1), kFetchAgain);
    std::int64_t number = 0;
    const char *const first = row[points].data(), *const last = first + row[points].size();
    if (const auto [end, status] = std::from_chars(first, last, number); status != std::errc() || end != last)
      throw UserError(fmt::format("{}, line {}: points are \"{}\"", path, reader.row_line(), row[points]),
                      "they should be an integer", kFetchAgain);
    reviews.texts.push_back(row[text]);
    reviews.labels.push_back(number >= 90 ? 1 : 0);
  }
  if (reviews.texts.empty()) throw UserError(path + " holds no reviews", "it ends after line 1", kFetchAgain);
  return reviews;
}

}  // namespace friendly
