#include <iostream>

#include "app/Commands.hpp"
#include "app/FormatOption.hpp"
#include "config/CommandLine.hpp"
#include "results/ResultFile.hpp"
#include "tables/ResultComparison.hpp"

namespace friendly {

CommandLine compare_line() {
  CommandLine line(
      "compare", "FIRST.h5 SECOND.h5 [options]",
      "Compares two result files: per data set, classifier and method, the test errors in both.");
  line.positional("FIRST", "a result file");
  line.positional("SECOND", "another result file");
  add_format_option(line);
  return line;
}

int compare_command(const std::vector<std::string>& arguments) {
  CommandLine line = compare_line();
  if (!line.parse(arguments)) return kAllDone;
  const TableFormat format = format_of(line);
  std::cout << comparison_table(read_result_file(line.get("FIRST"), ReadTables::trials),
                                read_result_file(line.get("SECOND"), ReadTables::trials), format);
  return kAllDone;
}

}  // namespace friendly
