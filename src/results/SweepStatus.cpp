#include "results/SweepStatus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "results/ProgressDisplay.hpp"

namespace friendly {
namespace {

/// How long each rank trained, and since when.
struct Work {
  double first = 0;                     // Unix time; 0: nothing was trained yet
  std::map<std::int64_t, double> busy;  // seconds by rank

  void add(std::int64_t rank, double start, double seconds) {
    if (start <= 0) return;
    first = first > 0 ? std::min(first, start) : start;
    busy[rank] += seconds;
  }
};

// The trials of an array share its time.
Work work_of(const JournalContents& contents, double now) {
  Work work;
  std::set<std::tuple<std::int64_t, std::int64_t, double>> arrays;
  for (const TrialRow& row : contents.rows) {
    const TrialResult& result = row.result;
    if (arrays.insert({result.rank, result.bundle, result.start}).second)
      work.add(result.rank, result.start, result.seconds);
  }
  std::set<std::pair<std::int64_t, double>> starts;
  for (const RunningTrial& trial : contents.running)
    if (starts.insert({trial.rank, trial.start}).second) work.add(trial.rank, trial.start, now - trial.start);
  return work;
}

// Mean number of epochs of trials that are done, which running ones are compared with.
double usual_epochs(const std::vector<TrialRow>& rows) {
  double epochs = 0, count = 0;
  for (const TrialRow& row : rows)
    if (row.result.status == status::kDone) {
      epochs += static_cast<double>(row.result.epochs_done);
      ++count;
    }
  return count > 0 ? epochs / count : 0;
}

double trials_left(const SweepStatus& status, double epochs) {
  double left = static_cast<double>(status.points - status.ended);
  for (const RunningTrial& trial : status.running)
    if (trial.progress && epochs > 0)
      left -= std::min(1.0, static_cast<double>(trial.progress->epoch + 1) / epochs);
  return left;
}

}  // namespace

SweepStatus status_of(const JournalContents& contents, double now) {
  SweepStatus status;
  status.points = contents.info.points;
  status.ended = static_cast<std::int64_t>(contents.rows.size());
  status.running = contents.running;
  status.waiting = status.points - status.ended - static_cast<std::int64_t>(contents.running.size());
  for (const TrialRow& row : contents.rows) {
    ++status.by_status[row.result.status];
    if (row.result.status != status::kDone) ++status.failures[row.result.reason];
  }
  const Work work = work_of(contents, now);
  double last = now;
  if (status.ended == status.points) {
    last = 0;
    for (const TrialRow& row : contents.rows) last = std::max(last, row.result.start + row.result.seconds);
  }
  const double elapsed = work.first > 0 ? last - work.first : 0;
  if (elapsed <= 0) return status;
  status.trials_per_hour = static_cast<double>(status.ended) * 3600 / elapsed;
  if (status.trials_per_hour > 0)
    status.eta_seconds = trials_left(status, usual_epochs(contents.rows)) * 3600 / status.trials_per_hour;
  for (const auto& [rank, seconds] : work.busy) status.utilisation[rank] = std::min(1.0, seconds / elapsed);
  return status;
}

nlohmann::json to_json(const SweepStatus& status) {
  auto running = nlohmann::json::array();
  for (const RunningTrial& trial : status.running) {
    nlohmann::json item = {
        {"key", trial.key}, {"rank", trial.rank}, {"attempt", trial.attempt}, {"start", trial.start}};
    if (trial.progress) item["progress"] = to_json(*trial.progress);
    running.push_back(item);
  }
  auto utilisation = nlohmann::json::object();
  for (const auto& [rank, share] : status.utilisation) utilisation[std::to_string(rank)] = share;
  return {{"points", status.points},
          {"ended", status.ended},
          {"waiting", status.waiting},
          {"by_status", status.by_status},
          {"failures", status.failures},
          {"running", running},
          {"trials_per_hour", status.trials_per_hour},
          {"eta_seconds", status.eta_seconds >= 0 ? nlohmann::json(status.eta_seconds) : nullptr},
          {"utilisation", utilisation}};
}

std::string status_text(const SweepStatus& status) {
  std::string text = fmt::format("{} of {} trials have ended", status.ended, status.points);
  for (const auto& [name, count] : status.by_status) text += fmt::format(", {} {}", count, name);
  text += fmt::format("; {} handed out, {} waiting\n", status.running.size(), status.waiting);
  if (status.trials_per_hour > 0) text += fmt::format("{:.0f} trials/h", status.trials_per_hour);
  if (status.eta_seconds > 0) text += fmt::format(", ETA {}", duration_text(status.eta_seconds));
  if (status.trials_per_hour > 0) text += "\n";
  for (const RunningTrial& trial : status.running) {
    text += fmt::format("  {} on rank {}", trial.key, trial.rank);
    if (trial.progress)
      text += fmt::format(": epoch {}, train loss {:.4f}, validation accuracy {:.4f}", trial.progress->epoch,
                          trial.progress->train_loss, trial.progress->val_acc);
    text += "\n";
  }
  for (const auto& [reason, count] : status.failures)
    text += fmt::format("  {} {}: {}\n", count, count == 1 ? "trial" : "trials", reason);
  for (const auto& [rank, share] : status.utilisation)
    text += fmt::format("  rank {} trained {:.0f} % of the time\n", rank, 100 * share);
  return text;
}

}  // namespace friendly
