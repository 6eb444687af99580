#include "core/TerminalText.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sstream>
#include <vector>

namespace friendly {
namespace {

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;  // UTF-8
}

std::string clipped_line(const std::string& line, std::size_t columns) {
  std::size_t characters = 0, cut = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!begins_character(line[i])) continue;
    if (++characters == columns) cut = i;
    if (characters > columns) return line.substr(0, cut) + "…";
  }
  return line;
}

}  // namespace

std::optional<TerminalSize> terminal_size(int descriptor) {
  if (::isatty(descriptor) == 0) return std::nullopt;
  winsize window{};
  const bool is_known =
      ::ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_row > 0 && window.ws_col > 0;
  return is_known ? TerminalSize{window.ws_row, window.ws_col} : TerminalSize();
}

std::string clipped(const std::string& text, const TerminalSize& size) {
  std::vector<std::string> lines;
  std::istringstream rest(text);
  for (std::string line; std::getline(rest, line);) lines.push_back(clipped_line(line, size.columns));
  if (lines.size() > size.lines) {
    const std::size_t hidden = lines.size() - size.lines + 1;
    lines.resize(size.lines - 1);
    lines.push_back(clipped_line(fmt::format("… and {} more lines", hidden), size.columns));
  }
  const bool ends_with_break = !text.empty() && text.back() == '\n';
  return fmt::format("{}{}", fmt::join(lines, "\n"), ends_with_break ? "\n" : "");
}

}  // namespace friendly
