#include <fmt/format.h>

#include <iostream>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/Error.hpp"
#include "core/TerminalText.hpp"
#include "results/MergedResults.hpp"
#include "results/ResultFile.hpp"
#include "results/SweepCheck.hpp"

namespace friendly {

CommandLine merge_line() {
  CommandLine line(
      "merge", "FIRST.h5 SECOND.h5 -o MERGED.h5 [options]",
      "Merges two result files: each trial once, and one that is done rather than one that failed.");
  line.positional("FIRST", "a result file, whose row stays where both have the same trial");
  line.positional("SECOND", "another result file");
  line.option("output,o", "FILE", "the result file to write");
  line.flag("force", "replace the output if it is a result file, but no sweep's");
  return line;
}

int merge_command(const std::vector<std::string>& arguments) {
  CommandLine line = merge_line();
  if (!line.parse(arguments)) return kAllDone;
  if (!line.has("output"))
    throw UserError("command line: -o is missing", "it names the file to write", "add -o MERGED.h5");
  const std::string output = line.get("output");
  check_is_free(output, line.flag_is_set("force"));
  const ResultSet first = read_result_file(line.get("FIRST")), second = read_result_file(line.get("SECOND"));
  const MergedResults merged = merge_results(first, second);
  write_result_file(output, merged.results);
  for (const std::string& key : merged.conflicts)
    std::cerr << fmt::format("trial {} is done in both with different numbers: that of {} is kept\n", key,
                             line.get("FIRST"));
  std::cout << fmt::format("{}: {}, from {} and {}\n", output, counted(merged.results.rows.size(), "trial"),
                           first.rows.size(), second.rows.size());
  return merged.conflicts.empty() ? kAllDone : kSomeFailed;
}

}  // namespace friendly
