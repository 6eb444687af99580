#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <numeric>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "config/GridText.hpp"
#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "core/TerminalText.hpp"
#include "results/ResultFile.hpp"
#include "tables/Winners.hpp"

namespace friendly {
namespace {

std::vector<std::int64_t> fresh_runs(const std::vector<TrialRow>& rows, std::int64_t count) {
  std::int64_t last = 0;
  for (const TrialRow& row : rows) last = std::max(last, row.trial.spec.run);
  std::vector<std::int64_t> runs(static_cast<std::size_t>(count));
  std::iota(runs.begin(), runs.end(), last + 1);
  return runs;
}

std::string confirming_sweep(const std::string& file, const std::vector<Winner>& winners,
                             const std::vector<std::int64_t>& runs) {
  std::string text = fmt::format(
      "# The best setting of each data set, classifier and method in {}, with runs that took no part in its\n"
      "# selection.\n",
      file);
  for (const Winner& winner : winners) text += "\n" + grid_text(winner.group, winner.spec, runs);
  return text;
}

}  // namespace

CommandLine confirm_line() {
  CommandLine line("confirm", "RESULTS.h5 -o SWEEP.toml [options]",
                   "Writes a sweep file that trains the best setting of each data set, classifier and method "
                   "again, with fresh runs: the best of many is better than it will be again.");
  line.positional("FILE", "the result file");
  line.option("runs", "N", "how many fresh runs", "10");
  line.option("output,o", "FILE", "the sweep file to write");
  line.flag("force", "replace a sweep file that this command wrote");
  return line;
}

int confirm_command(const std::vector<std::string>& arguments) {
  CommandLine line = confirm_line();
  if (!line.parse(arguments)) return kAllDone;
  const std::string file = line.get("FILE");
  if (!line.has("output"))
    throw UserError("command line: where to write the sweep file is missing", "-o names it",
                    "add -o, for instance -o confirm.toml");
  const std::string output = line.get("output");
  ensure_free(output, line.flag_is_set("force"), "# The best setting of each",
              "a sweep file of this command");
  const ResultSet results = read_result_file(file, ReadTables::trials);
  const auto winning = winners(results.rows);
  if (winning.empty())
    throw UserError(fmt::format("{} has nothing to confirm", file), "no trial is done",
                    "`friendly status` says why");
  if (const std::int64_t unfinished = unfinished_trials(results); unfinished > 0)
    std::cout << fmt::format("{}: {} not finished, so the winners may yet change\n", file,
                             counted(unfinished, "trial"));
  const auto runs = fresh_runs(results.rows, line.get_count("runs", 1));
  replace_text(output, confirming_sweep(file, winning, runs));
  const std::string confirmed = output.substr(0, output.rfind(".toml")) + ".h5";
  std::cout << fmt::format(
      "{} × {} in {}; train them, and set the errors side by side:\n"
      "  friendly sweep {} -o {}\n  friendly compare {} {}\n",
      counted(winning.size(), "setting"), counted(runs.size(), "run"), output, output, confirmed, file,
      confirmed);
  return kAllDone;
}

}  // namespace friendly
