#include <fmt/format.h>

#include <iostream>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/Error.hpp"
#include "core/Suggest.hpp"
#include "results/ResultFile.hpp"
#include "tables/BestSettings.hpp"

namespace friendly {

CommandLine tables_line() {
  CommandLine line(
      "tables", "RESULTS.h5 [options]",
      "Prints, per data set, classifier and method, the test error of the setting with the best\n"
      "validation error: mean and standard deviation over runs.");
  line.positional("FILE", "the result file");
  line.option("format", "NAME", "markdown, latex or csv", "markdown");
  line.offer("format", {"markdown", "latex", "csv"});
  return line;
}

int tables_command(const std::vector<std::string>& arguments) {
  CommandLine line = tables_line();
  if (!line.parse(arguments)) return kAllDone;

  const std::map<std::string, TableFormat> formats = {
      {"markdown", TableFormat::markdown}, {"latex", TableFormat::latex}, {"csv", TableFormat::csv}};
  const auto format = formats.find(line.get("format"));
  if (format == formats.end())
    throw UserError(fmt::format("command line: --format = {} is not possible", line.get("format")),
                    "the formats are markdown, latex and csv",
                    correction(line.get("format"), {"markdown", "latex", "csv"}));
  std::cout << best_settings_table(read_result_file(line.get("FILE"), ReadTables::trials), format->second);
  return kAllDone;
}

}  // namespace friendly
