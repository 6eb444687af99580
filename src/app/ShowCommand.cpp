#include <unistd.h>

#include <iostream>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/TerminalText.hpp"
#include "results/ResultFile.hpp"
#include "tables/TrialText.hpp"

namespace friendly {

CommandLine show_line() {
  CommandLine line("show", "RESULTS.h5 KEY", "Shows one trial: its setting, how it ended, and its curve.");
  line.positional("FILE", "the result file");
  line.positional("KEY", "the trial's key, or as much of its beginning as no other has");
  return line;
}

int show_command(const std::vector<std::string>& arguments) {
  CommandLine line = show_line();
  if (!line.parse(arguments)) return kAllDone;
  const ResultSet results = read_result_file(line.get("FILE"));
  const auto terminal = terminal_size(STDOUT_FILENO).value_or(TerminalSize{});
  std::cout << trial_text(find_trial(results.rows, line.get("KEY")), terminal.columns);
  return kAllDone;
}

}  // namespace friendly
