#include <iostream>

#include "app/Commands.hpp"
#include "app/FormatOption.hpp"
#include "config/CommandLine.hpp"
#include "results/ResultFile.hpp"
#include "tables/TopSettings.hpp"

namespace friendly {

CommandLine top_line() {
  CommandLine line("top", "RESULTS.h5 [options]",
                   "Lists the best settings of each data set, classifier and method, by validation error.");
  line.positional("FILE", "the result file");
  line.option("most,n", "N", "how many of each", "5");
  add_format_option(line);
  return line;
}

int top_command(const std::vector<std::string>& arguments) {
  CommandLine line = top_line();
  if (!line.parse(arguments)) return kAllDone;
  const TableFormat format = format_of(line);
  const auto most = static_cast<std::size_t>(line.get_count("most", 1));
  std::cout << top_settings_table(read_result_file(line.get("FILE"), ReadTables::trials), most, format);
  return kAllDone;
}

}  // namespace friendly
