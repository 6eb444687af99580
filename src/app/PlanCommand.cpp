#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <iostream>
#include <unordered_set>

#include "app/CatalogueSizes.hpp"
#include "app/Commands.hpp"
#include "app/DataOptions.hpp"
#include "app/ShapeProbes.hpp"
#include "app/SweepSetup.hpp"
#include "config/CommandLine.hpp"
#include "core/Error.hpp"
#include "core/TerminalText.hpp"
#include "results/CheckpointFolder.hpp"
#include "results/Journal.hpp"
#include "results/MeasuredArrays.hpp"
#include "results/ProgressDisplay.hpp"
#include "results/SweepCheck.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Forecast.hpp"
#include "system/Device.hpp"
#include "train/BundleCheck.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

constexpr double kProbeSeconds = 25;  // what the last step takes longer leaves it below half a minute
constexpr double kStartSeconds = 3;   // of ranks, and of writing the result file at the end

using Keys = std::unordered_set<std::string>;

/// What a race has decided is replayed; within a rung, scores that only the bodies of the journal know do not
/// matter for a prediction.
void replay(const JournalContents& journal, const Keys& finished, Races& races) {
  for (const Decision& decision : journal.decisions) races.replay(decision);
  for (const std::string& key : finished) races.record(key, {0, 0.5});
  for (const auto& [key, row] : journal.paused) races.record(key, {row.epochs_done, 0.5});
}

/// Learns from the result file of `line`, if there is one, and returns the keys of those of `points` that are
/// finished, without those that --retry trains again. Throws UserError for results of another sweep; a sweep
/// that has grown or shrunk is still the same one.
Keys learn_from_results(const CommandLine& line, const SweepInfo& sweep, const Keys& points,
                        const std::vector<Bundle>& bundles, Experience& experience, Races& races) {
  const std::string path = line.get("results");
  const bool adds = line.flag_is_set("add"), retries = retries_failed(line);
  Keys finished;
  if (!has_journal(path)) {
    if (std::filesystem::exists(path))
      throw UserError(fmt::format("{} is not a sweep's", path), "it has no journal",
                      "name the result file of this sweep, or omit -o");
    return finished;
  }
  const JournalContents journal = read_journal(path);
  std::int64_t failed = 0;
  for (const RowSummary& row : journal.rows) {
    if (points.count(row.key) == 0) continue;
    const bool has_failed = status::is_failure(row.status);
    failed += has_failed;
    if (!has_failed || !retries) finished.insert(row.key);
  }
  const bool is_changed = journal.info.points_digest != sweep.points_digest;
  if (!adds && (!is_changed || finished.empty())) check_same_points(path, journal.info, sweep);
  if (is_changed && !adds)
    std::cout << fmt::format("{} was made from other points: `friendly sweep` needs --add to resume it\n",
                             path);
  if (failed > 0 && !retries)
    std::cout << fmt::format(
        "{} failed: `friendly sweep --retry failed` trains {} again, which is not counted here\n",
        counted(failed, "point"), failed == 1 ? "it" : "them");
  for (const MeasuredArray& array : measured_arrays(journal.rows, bundles)) experience.learn(array);
  replay(journal, finished, races);
  return finished;
}

// How many of the trials in `bundles` go on from a checkpoint.
std::string checkpoints_text(const std::vector<Bundle>& bundles, const std::string& result_file) {
  const auto keys = keys_with_checkpoint(result_file);
  std::int64_t count = 0;
  for (const Bundle& bundle : bundles)
    for (const Trial& trial : bundle.trials) count += static_cast<std::int64_t>(keys.count(trial.key));
  if (count == 0) return "";
  return fmt::format(", {} of which {} on from a checkpoint (but counted as whole below)",
                     counted(count, "trial"), count == 1 ? "goes" : "go");
}

std::string span_text(double seconds) {
  constexpr double day = 24 * 3600;
  return seconds < 2 * day ? duration_text(seconds) : fmt::format("{:.1f} days", seconds / day);
}

std::string size_text(double bytes) {
  if (bytes >= 1e12) return fmt::format("{:.1f} TB", bytes / 1e12);
  if (bytes >= 1e9) return fmt::format("{:.1f} GB", bytes / 1e9);
  if (bytes >= 1e6) return fmt::format("{:.0f} MB", bytes / 1e6);
  return fmt::format("{:.0f} kB", bytes / 1e3);
}

void warn_if_busy(const ShapeProbes& probes, const torch::Device& device) {
  constexpr double busy = 0.8;
  if (device.is_cuda() || probes.processor_share > busy) return;
  std::cout << fmt::format(
      "other programs keep this machine busy: an array had a processor {:.0f} % of the time; the time below "
      "is for a machine of the sweep's own, and better measured on an idle one\n",
      100 * probes.processor_share);
}

void probe(const std::vector<Bundle>& bundles, const CommandLine& line, int ranks, Experience& experience) {
  ProbeOptions options;
  options.device = choose_device(line.get("device"), {}, 0, count_gpus());
  options.threads = static_cast<int>(line.get_count("threads", 1));
  options.arrays = ranks_here(ranks, options.threads, options.device);
  options.seconds = kProbeSeconds;
  const ShapeProbes probes = probe_shapes(bundles, options, experience);
  if (probes.measured + probes.left == 0) return;
  std::cout << fmt::format(
      "measured {} of {} shapes in {}, on random numbers instead of data: {} at a time on {}, {} CPU {} "
      "each\n",
      probes.measured, probes.measured + probes.left, duration_text(probes.seconds), options.arrays,
      device_name(options.device), options.threads, options.threads == 1 ? "thread" : "threads");
  warn_if_busy(probes, options.device);
}

std::string source_text(double measured_share) {
  if (measured_share == 0) return "a guess: nothing has been measured";
  if (measured_share > 0.995) return "from measured times";
  return fmt::format("{:.0f} % of it from measured times, the rest a guess", 100 * measured_share);
}

void print_forecast(const Forecast& ahead, int ranks) {
  if (ahead.largest.trials.empty()) return;
  std::cout << fmt::format("time: {} on {}, training {:.0f} % of it ({})\n",
                           span_text(ahead.seconds + kStartSeconds), counted(ranks, "training rank"),
                           100 * ahead.utilisation, source_text(ahead.measured_share));
  if (ahead.least_seconds < ahead.most_seconds)
    std::cout << fmt::format(
        "races: this assumes that chance decides; it is {} if the quickest settings go on, {} if the slowest "
        "do\n",
        span_text(ahead.least_seconds + kStartSeconds), span_text(ahead.most_seconds + kStartSeconds));
  const TrialSpec& spec = ahead.largest.trials.front().spec;
  std::cout << fmt::format(
      "memory of a training rank: up to {} for bundle {} ({} × {} on {}), and {} of data\n",
      size_text(ahead.largest_memory), ahead.largest.id, ahead.largest.trials.size(), spec.method, spec.arch,
      size_text(ahead.data_memory));
  std::cout << fmt::format(
      "disk: {} of results and {} of journal; meanwhile up to {} of checkpoints and, with "
      "--save_classifiers, {} of classifiers\n",
      size_text(ahead.disk.results), size_text(ahead.disk.journal), size_text(ahead.disk.checkpoints),
      size_text(ahead.disk.classifiers));
}

// One line for races of the same rungs, since a grid may have hundreds.
void list(const std::vector<Race>& races) {
  std::vector<std::pair<std::string, std::vector<std::string>>> names;  // by rungs
  for (const Race& race : races) {
    std::vector<std::string> rungs;
    for (const Race::Rung& rung : race.rungs)
      rungs.push_back(fmt::format("{} to {}", rung.places, rung.name));
    const std::string text = fmt::format("{}", fmt::join(rungs, ", "));
    if (names.empty() || names.back().first != text) names.push_back({text, {}});
    names.back().second.push_back(race.name);
  }
  for (const auto& [rungs, of] : names)
    std::cout << fmt::format("race of {}{}: {}\n", of.front(),
                             of.size() > 1 ? fmt::format(" and {} more", of.size() - 1) : "", rungs);
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

CommandLine plan_line() {
  CommandLine line(
      "plan", "FILE [options]",
      "Shows the points of a sweep, the arrays that train them, and what that will take. Times are "
      "measured here, in half a minute at most.");
  line.positional("FILE", "the sweep file");
  add_set_option(line);
  line.option("bundle", "K", "the most trials to train together as one array",
              std::to_string(kDefaultBundle));
  line.option("ranks,j", "N", "number of training ranks to predict the time for", "1");
  line.option("threads", "N", "CPU threads of each training rank", "1");
  line.option("device", "NAME", "auto, cpu, cuda or cuda:N", "auto");
  line.option("results,o", "FILE", "a result file of this sweep, to learn what is done and how long it took");
  add_resuming_options(line);
  line.flag("no-measure", "train nothing here: without -o the time is then a rough guess");
  line.flag("bundles", "list every bundle");
  line.flag("points", "list every bundle and point");
  add_data_option(line);
  line.offer("device", {"auto", "cpu", "cuda"});
  return line;
}

int plan_command(const std::vector<std::string>& arguments) {
  CommandLine line = plan_line();
  if (!line.parse(arguments)) return kAllDone;

  const auto ranks = static_cast<int>(line.get_count("ranks", 1));
  const std::int64_t bundle_size = line.get_count("bundle", 1);
  SweepPlan plan = load_plan(line.get("FILE"), overrides_of(line));
  const SweepInfo sweep = describe(plan, bundle_size);
  Keys points;
  for (const Trial& trial : plan.trials) points.insert(trial.key);
  DatasetStore datasets(data_folders(line));
  SweepBundles bundles = bundle_trials(plan, bundle_size, datasets.folders());
  std::vector<Bundle> all = bundles.all();
  check_bundles(all, datasets);
  std::cout << fmt::format(
      "{}: {}{}; {}\n", plan.file, counted(points.size(), "point"),
      plan.merged > 0 ? fmt::format(" ({} merged)", counted(plan.merged, "duplicate")) : "",
      counted(all.size(), "bundle"));
  list(plan.races);
  if (line.flag_is_set("bundles") || line.flag_is_set("points")) list(all, line.flag_is_set("points"));

  Experience experience(catalogue_sizes(data_folders(line)));
  Keys finished;
  if (line.has("results"))
    finished = learn_from_results(line, sweep, points, all, experience, bundles.races.racing.races);
  all = unfinished(std::move(all), finished);
  std::cout << fmt::format("done: {}; left: {}{}\n", counted(finished.size(), "point"),
                           counted(all.size(), "bundle"),
                           line.has("results") ? checkpoints_text(all, line.get("results")) : "");
  std::cout.flush();
  if (!line.flag_is_set("no-measure")) probe(all, line, ranks, experience);
  bundles.races.bundles = unfinished(std::move(bundles.races.bundles), finished);
  print_forecast(forecast(unfinished(std::move(bundles.plain), finished), experience, ranks, bundles.races),
                 ranks);
  return kAllDone;
}

}  // namespace friendly
