#pragma once
#include <string>
#include <vector>

namespace friendly {

/// A table of words for people. Every row has a cell per column.
struct TextTable {
  struct Column {
    std::string title;
    bool is_number = false;  ///< aligned at the right
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// With columns aligned, so that it reads well in a terminal as well.
std::string to_markdown(const TextTable& table);
/// A tabular environment; special characters are escaped, and "±" becomes a formula.
std::string to_latex(const TextTable& table);
/// `text` with what LaTeX takes for commands escaped.
std::string latex_text(const std::string& text);
/// As RFC 4180 says, with "\n" at the ends of lines.
std::string to_csv(const TextTable& table);

}  // namespace friendly
