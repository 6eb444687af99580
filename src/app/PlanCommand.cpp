#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <unordered_set>

#include "app/Commands.hpp"
#include "app/SweepSetup.hpp"
#include "config/CommandLine.hpp"
#include "results/Journal.hpp"
#include "results/MeasuredArrays.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Forecast.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

/// What a result file says about a sweep.
struct Past {
  std::unordered_set<std::string> finished;  // keys
  std::vector<MeasuredArray> measured;
};

Past read_past(const CommandLine& line, const std::vector<Bundle>& bundles) {
  Past past;
  if (!line.has("results") || !has_journal(line.get("results"))) return past;
  const auto rows = read_journal(line.get("results")).rows;
  for (const RowSummary& row : rows) past.finished.insert(row.key);
  past.measured = measured_arrays(rows, bundles);
  return past;
}

void print_forecast(std::vector<Bundle> bundles, const CommandLine& line) {
  const auto ranks = static_cast<int>(line.get_count("ranks", 1));
  const Past past = read_past(line, bundles);
  const Forecast ahead = forecast(std::move(bundles), past.finished, past.measured, ranks);
  std::cout << fmt::format("{} points are done; {} bundles are left\n", past.finished.size(),
                           ahead.bundles_left);
  if (!ahead.largest.trials.empty()) {
    const TrialSpec& spec = ahead.largest.trials.front().spec;
    std::cout << fmt::format(
        "memory of a training rank: up to {:.1f} GB besides the data, for bundle {} ({} × {} on {})\n",
        ahead.largest_memory / 1e9, ahead.largest.id, ahead.largest.trials.size(), spec.method, spec.arch);
  }
  std::cout << fmt::format(
      "on {} training ranks: {:.1f} hours, {:.0f} % of the time training ({})\n", ranks, ahead.seconds / 3600,
      100 * ahead.utilisation,
      ahead.is_measured ? "from measured times" : "a guess: nothing has been measured yet");
}

void list(const std::vector<Bundle>& bundles, bool with_points) {
  std::cout << fmt::format("\n{:>6}  {:>6}  {:<6} {:<22} {:<7} {:>6}\n", "bundle", "trials", "method",
                           "dataset", "arch", "epochs");
  for (const Bundle& bundle : bundles) {
    const TrialSpec& spec = bundle.trials.front().spec;
    std::cout << fmt::format("{:>6}  {:>6}  {:<6} {:<22} {:<7} {:>6}\n", bundle.id, bundle.trials.size(),
                             spec.method, spec.dataset, spec.arch, spec.epochs);
    if (!with_points) continue;
    for (const Trial& trial : bundle.trials) {
      std::string values;
      for (const auto& row : hyperparameters())
        if (is_used(row, trial.spec)) values += fmt::format(" {}={}", row.name, value_text(row, trial.spec));
      std::cout << fmt::format("        {} [{}]{}\n", trial.key, trial.grid, values);
    }
  }
  std::cout << "\n";
}

}  // namespace

int plan_command(const std::vector<std::string>& arguments) {
  CommandLine line("plan", "FILE [options]", "Shows the points of a sweep and the arrays that train them.");
  line.positional("FILE", "the sweep file");
  line.option("bundle", "K", "the most trials to train together as one array",
              std::to_string(kDefaultBundle));
  line.option("ranks", "N", "number of training ranks to predict the time for", "1");
  line.option("results,o", "FILE", "a result file of this sweep, to learn what is done and how long it took");
  line.flag("bundles", "list every bundle");
  line.flag("points", "list every bundle and point");
  if (!line.parse(arguments)) return kAllDone;

  SweepPlan plan = load_plan(line.get("FILE"));
  const auto points = plan.trials.size();
  auto bundles = make_bundles(std::move(plan.trials), line.get_count("bundle", 1));
  std::cout << fmt::format("{}: {} points, {} merged, {} bundles\n", plan.file, points, plan.merged,
                           bundles.size());
  if (line.flag_is_set("bundles") || line.flag_is_set("points")) list(bundles, line.flag_is_set("points"));
  print_forecast(std::move(bundles), line);
  return kAllDone;
}

}  // namespace friendly
