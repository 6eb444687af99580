#include "tables/TextTable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "core/Check.hpp"

namespace friendly {
namespace {

using Lines = std::vector<std::vector<TextTable::Cell>>;

// The titles, then the rows.
Lines lines_of(const TextTable& table) {
  Lines lines(1);
  for (const auto& column : table.columns) lines[0].push_back(column.title);
  lines.insert(lines.end(), table.rows.begin(), table.rows.end());
  return lines;
}

// Width in characters on a terminal: UTF-8 continuation bytes take no space.
std::size_t text_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
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

std::string starred(const TextTable::Cell& cell) {
  return cell.is_bold ? "**" + cell.text + "**" : cell.text;
}

std::string markdown_cell(const TextTable::Cell& cell) {
  return replaced(starred(cell), {{"|", "\\|"}, {"\n", " "}});
}

std::string styled(const TextTable::Cell& cell) {
  return cell.is_bold ? "\033[1m" + cell.text + "\033[0m" : cell.text;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return '"' + replaced(text, {{"\"", "\"\""}}) + '"';
}

// Of the widest cell of each column, as `text_of` writes it.
std::vector<std::size_t> widths_of(const Lines& lines,
                                   const std::function<std::string(const TextTable::Cell&)>& text_of) {
  std::vector<std::size_t> widths(lines[0].size(), 3);
  for (const auto& line : lines) {
    FRIENDLY_CHECK(line.size() == widths.size(), "a row has one cell per column");
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], text_width(text_of(line[i])));
  }
  return widths;
}

std::string padded(const std::string& text, std::size_t used, std::size_t width, bool to_the_right) {
  const std::string padding(width - used, ' ');
  return to_the_right ? padding + text : text + padding;
}

std::string without_trailing_blanks(const std::string& line) {
  return line.substr(0, line.find_last_not_of(' ') + 1);
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
                         {"−", "$-$"},
                         {"–", "--"}});
}

std::string to_text(const TextTable& table, bool is_styled) {
  const Lines lines = lines_of(table);
  const auto shown = [&](const TextTable::Cell& cell) { return is_styled ? cell.text : starred(cell); };
  const auto widths = widths_of(lines, shown);
  const std::size_t gaps = 2 * (widths.size() - 1);
  std::string rule;
  for (std::size_t i = 0; i < std::accumulate(widths.begin(), widths.end(), gaps); ++i) rule += "─";
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    if (row == 1 || (row > 1 && table.rules.count(row - 1) > 0)) text += rule + "\n";
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const TextTable::Cell& cell = lines[row][i];
      line += (i > 0 ? "  " : "") + padded(is_styled ? styled(cell) : starred(cell), text_width(shown(cell)),
                                           widths[i], table.columns[i].is_number);
    }
    text += without_trailing_blanks(line) + "\n";
  }
  return text;
}

std::string to_markdown(const TextTable& table) {
  const Lines lines = lines_of(table);
  const auto widths = widths_of(lines, markdown_cell);
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    text += "|";
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string cell = markdown_cell(lines[row][i]);
      text += ' ' + padded(cell, text_width(cell), widths[i], table.columns[i].is_number) + " |";
    }
    text += "\n";
    if (row > 0) continue;
    text += "|";
    for (std::size_t i = 0; i < widths.size(); ++i)
      text += ' ' + std::string(widths[i] - 1, '-') + (table.columns[i].is_number ? ": |" : "- |");
    text += "\n";
  }
  return text;
}

std::string to_latex(const TextTable& table) {
  std::string alignment;
  for (const auto& column : table.columns) alignment += column.is_number ? 'r' : 'l';
  std::string text = fmt::format("\\begin{{tabular}}{{{}}}\n\\toprule\n", alignment);
  const Lines lines = lines_of(table);
  for (std::size_t row = 0; row < lines.size(); ++row) {
    if (row == 1 || (row > 1 && table.rules.count(row - 1) > 0)) text += "\\midrule\n";
    std::vector<std::string> cells;
    for (const TextTable::Cell& cell : lines[row])
      cells.push_back(cell.is_bold ? "\\textbf{" + latex_text(cell.text) + "}" : latex_text(cell.text));
    text += fmt::format("{} \\\\\n", fmt::join(cells, " & "));
  }
  return text + (lines.size() == 1 ? "\\midrule\n" : "") + "\\bottomrule\n\\end{tabular}\n";
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::vector<std::string> quoted(cells.size());
  std::transform(cells.begin(), cells.end(), quoted.begin(), csv_cell);
  return fmt::format("{}\n", fmt::join(quoted, ","));
}

std::string with_remarks(const TextTable& table, const std::vector<std::string>& remarks,
                         TableFormat format) {
  const bool is_latex = format == TableFormat::latex, is_markdown = format == TableFormat::markdown;
  std::string text = is_latex      ? to_latex(table)
                     : is_markdown ? to_markdown(table)
                                   : to_text(table, format == TableFormat::styled_text);
  for (const std::string& remark : remarks)
    text += (is_latex ? "\n\\smallskip\\noindent " + latex_text(remark) : "\n" + remark) + "\n";
  return text;
}

}  // namespace friendly
