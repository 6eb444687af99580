#pragma once
#include <string>
#include <vector>

namespace friendly {

/// A table of text. Every row has one cell per column.
struct TextTable {
  struct Column {
    std::string title;
    bool is_number = false;  ///< right-aligned
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Markdown with aligned columns, so that it is readable in a terminal too.
std::string to_markdown(const TextTable& table);
/// A LaTeX tabular environment; special characters are escaped, and "±" becomes a formula.
std::string to_latex(const TextTable& table);
/// `text` with LaTeX's special characters escaped.
std::string latex_text(const std::string& text);
/// CSV as in RFC 4180, but with lines that end in a line feed alone.
std::string to_csv(const TextTable& table);
/// One line of such a CSV.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace friendly
