#include "tables/TextTable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "core/Check.hpp"

namespace friendly {
namespace {

std::vector<std::string> titles(const TextTable& table) {
  std::vector<std::string> result;
  for (const auto& column : table.columns) result.push_back(column.title);
  return result;
}

// Width in characters on a terminal: UTF-8 continuation bytes take no space.
std::size_t text_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

template <class Escape>
std::vector<std::string> escaped(const std::vector<std::string>& cells, Escape escape) {
  std::vector<std::string> result(cells.size());
  std::transform(cells.begin(), cells.end(), result.begin(), escape);
  return result;
}

// `text` with each key of `replacements` replaced by its value.
std::string replaced(const std::string& text, const std::map<std::string, std::string>& replacements) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::find_if(replacements.begin(), replacements.end(), [&](const auto& entry) {
      return text.compare(at, entry.first.size(), entry.first) == 0;
    });
    const bool is_plain = found == replacements.end();
    result += is_plain ? text.substr(at, 1) : found->second;
    at += is_plain ? 1 : found->first.size();
  }
  return result;
}

std::string markdown_cell(const std::string& text) {
  return replaced(text, {{"|", "\\|"}, {"\n", " "}});
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return '"' + replaced(text, {{"\"", "\"\""}}) + '"';
}

std::string markdown_line(const TextTable& table, const std::vector<std::string>& cells,
                          const std::vector<std::size_t>& widths) {
  FRIENDLY_CHECK(cells.size() == widths.size(), "a row has one cell per column");
  std::string line = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - text_width(cells[i]), ' ');
    line += ' ' + (table.columns[i].is_number ? padding + cells[i] : cells[i] + padding) + " |";
  }
  return line + "\n";
}

}  // namespace

std::string latex_text(const std::string& text) {
  return replaced(text, {{"\\", "\\textbackslash{}"},
                         {"_", "\\_"},
                         {"%", "\\%"},
                         {"&", "\\&"},
                         {"#", "\\#"},
                         {"$", "\\$"},
                         {"{", "\\{"},
                         {"}", "\\}"},
                         {"~", "\\textasciitilde{}"},
                         {"^", "\\textasciicircum{}"},
                         {"±", "$\\pm$"},
                         {"–", "--"}});
}

std::string to_markdown(const TextTable& table) {
  std::vector<std::vector<std::string>> lines = {escaped(titles(table), markdown_cell)};
  for (const auto& row : table.rows) lines.push_back(escaped(row, markdown_cell));
  std::vector<std::size_t> widths(table.columns.size(), 3);
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], text_width(line[i]));

  std::string text = markdown_line(table, lines[0], widths) + "|";
  for (std::size_t i = 0; i < widths.size(); ++i)
    text += ' ' + std::string(widths[i] - 1, '-') + (table.columns[i].is_number ? ": |" : "- |");
  text += "\n";
  for (std::size_t row = 1; row < lines.size(); ++row) text += markdown_line(table, lines[row], widths);
  return text;
}

std::string to_latex(const TextTable& table) {
  std::string alignment;
  for (const auto& column : table.columns) alignment += column.is_number ? 'r' : 'l';
  const auto line = [](const std::vector<std::string>& cells) {
    return fmt::format("{} \\\\\n", fmt::join(escaped(cells, latex_text), " & "));
  };
  std::string text =
      fmt::format("\\begin{{tabular}}{{{}}}\n\\hline\n", alignment) + line(titles(table)) + "\\hline\n";
  for (const auto& row : table.rows) text += line(row);
  return text + "\\hline\n\\end{tabular}\n";
}

std::string csv_line(const std::vector<std::string>& cells) {
  return fmt::format("{}\n", fmt::join(escaped(cells, csv_cell), ","));
}

std::string to_csv(const TextTable& table) {
  std::string text = csv_line(titles(table));
  for (const auto& row : table.rows) text += csv_line(row);
  return text;
}

}  // namespace friendly
