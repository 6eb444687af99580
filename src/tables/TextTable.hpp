#pragma once
#include <set>
#include <string>
#include <vector>

namespace friendly {

/// How a table is written: for people in a terminal (with styles or without), in Markdown or in LaTeX; for
/// programs as CSV or JSON.
enum class TableFormat { styled_text, text, markdown, latex, csv, json };

/// A table of text. Every row has one cell per column.
struct TextTable {
  struct Column {
    std::string title;
    bool is_number = false;  ///< right-aligned
  };
  struct Cell {
    Cell(std::string content, bool bold = false) : text(std::move(content)), is_bold(bold) {}
    Cell(const char* content) : text(content) {}

    std::string text;
    bool is_bold = false;
  };
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::set<std::size_t> rules = {};  ///< rows with a line above them, where the format has lines
};

/// Columns with blanks between them. Bold cells are so with `styled`, for terminals, and otherwise have two
/// asterisks around them.
std::string to_text(const TextTable& table, bool styled);
/// Markdown with aligned columns, so that it is readable in a terminal too.
std::string to_markdown(const TextTable& table);
/// A LaTeX tabular environment for the package booktabs; special characters are escaped, and "±" and "−"
/// become formulas.
std::string to_latex(const TextTable& table);
/// `text` with LaTeX's special characters escaped.
std::string latex_text(const std::string& text);
/// One line of CSV as in RFC 4180, but ending in a line feed alone.
std::string csv_line(const std::vector<std::string>& cells);

/// A table and the `remarks` beneath it, for people: in any format but CSV and JSON.
std::string with_remarks(const TextTable& table, const std::vector<std::string>& remarks, TableFormat format);

}  // namespace friendly
