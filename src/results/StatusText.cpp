#include "results/StatusText.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/TerminalText.hpp"
#include "results/ProgressDisplay.hpp"

namespace friendly {
namespace {

using Running = SweepStatus::Running;

// The beginning that two texts share, in whole words.
std::string common_words(const std::string& one, const std::string& other) {
  const std::string first = one + " ", second = other + " ";
  const auto end = std::mismatch(first.begin(), first.end(), second.begin(), second.end()).first;
  const std::size_t space = std::string(first.begin(), end).rfind(' ');
  return space == std::string::npos ? "" : first.substr(0, space);
}

// What is known of a trial besides the words that its rank's trials share.
std::string trial_text(const Running& trial, const std::string& shared) {
  std::vector<std::string> parts;
  if (trial.name != shared) parts.push_back(trial.name.substr(shared.empty() ? 0 : shared.size() + 1));
  if (trial.progress)
    parts.push_back(fmt::format("epoch {}, train loss {:.4f}, validation accuracy {:.4f}",
                                trial.progress->epoch, trial.progress->train_loss, trial.progress->val_acc));
  return fmt::format("{}", fmt::join(parts, ": "));
}

// Shared words have a line of their own, so that a narrow terminal shows where the trials differ.
std::string rank_text(std::int64_t rank, const std::vector<const Running*>& trials) {
  std::string shared = trials.front()->name;
  for (const Running* trial : trials) shared = common_words(shared, trial->name);
  std::string text =
      fmt::format("  rank {}: {}\n", rank, shared.empty() ? counted(trials.size(), "trial") : shared);
  for (const Running* trial : trials)
    if (const std::string line = trial_text(*trial, shared); !line.empty())
      text += fmt::format("    {}\n", line);
  return text;
}

std::string speed_text(const SweepStatus& status) {
  std::vector<std::string> parts;
  if (status.trials_per_hour > 0) parts.push_back(fmt::format("{:.0f} trials/h", status.trials_per_hour));
  if (status.eta_seconds > 0) parts.push_back("ETA " + duration_text(*status.eta_seconds));
  return parts.empty() ? "" : fmt::format("{}\n", fmt::join(parts, ", "));
}

}  // namespace

std::string status_text(const SweepStatus& status) {
  std::string text = fmt::format("{} of {} ended", status.ended, counted(status.points, "trial"));
  for (const auto& [name, count] : status.by_status) text += fmt::format(", {} {}", count, name);
  text += fmt::format("; {} handed out, {} waiting", status.running.size(), status.waiting);
  if (status.to_resume > 0) text += fmt::format(" ({} from checkpoints)", status.to_resume);
  text += status.no_data > 0 ? fmt::format(", {} without data\n", status.no_data) : "\n";
  if (!status.is_running && !status.is_complete())
    text += "the sweep does not run; the command that started it resumes it\n";
  text += speed_text(status);
  if (!status.waits_for.empty()) text += fmt::format("waiting for {}\n", status.waits_for);
  std::map<std::int64_t, std::vector<const Running*>> running;
  for (const Running& trial : status.running) running[trial.rank].push_back(&trial);
  for (const auto& [rank, trials] : running) text += rank_text(rank, trials);
  for (const RaceStatus& race : status.races)
    text += status.is_complete() ? fmt::format("  {}: over, {} of {} came to the end\n", race.name, race.in,
                                               counted(race.settings, "setting"))
                                 : fmt::format("  {}: rung {} of {}, {} of {} in\n", race.name, race.rung + 1,
                                               race.rungs, race.in, counted(race.settings, "setting"));
  for (const auto& [reason, count] : status.failures)
    text += fmt::format("  {}: {}\n", counted(count, "trial"), reason);
  for (const RankAside& rank : status.aside)
    text += fmt::format("  rank {} on {} trains nothing: {}\n", rank.rank, rank.host, rank.why);
  for (const auto& [rank, share] : status.utilisation)
    text += fmt::format("  rank {} trained {:.0f} % of the time\n", rank, 100 * share);
  return text;
}

}  // namespace friendly
