#include "app/FormatOption.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "core/Error.hpp"
#include "core/Suggest.hpp"
#include "core/TerminalText.hpp"

namespace friendly {
namespace {

const std::vector<std::string> kFormats = {"text", "markdown", "latex", "csv", "json"};

}  // namespace

void add_format_option(CommandLine& line) {
  line.option("format", "NAME",
              "text, markdown, latex, csv or json; by default text on a terminal, elsewhere markdown");
  line.offer("format", kFormats);
}

TableFormat format_of(const CommandLine& line) {
  const std::map<std::string, TableFormat> formats = {{"markdown", TableFormat::markdown},
                                                      {"latex", TableFormat::latex},
                                                      {"csv", TableFormat::csv},
                                                      {"json", TableFormat::json}};
  const bool is_terminal = terminal_size(STDOUT_FILENO).has_value();
  const std::string name = line.has("format") ? line.get("format") : is_terminal ? "text" : "markdown";
  if (name == "text") return is_terminal ? TableFormat::styled_text : TableFormat::text;
  const auto format = formats.find(name);
  if (format == formats.end())
    throw UserError(fmt::format("command line: --format = {} is not possible", name),
                    "the formats are " + alternatives(kFormats, "and"), correction(name, kFormats));
  return format->second;
}

}  // namespace friendly
