#include "results/SweepStatus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "core/Error.hpp"
#include "results/CheckpointFolder.hpp"
#include "results/Journal.hpp"
#include "results/JournalSegments.hpp"
#include "results/ResultFile.hpp"

namespace friendly {
namespace {

/// When and how long ranks trained.
struct Work {
  std::vector<std::pair<double, double>> spans;  // Unix times from and to which something was trained
  std::map<std::int64_t, double> busy;           // seconds by rank

  void add(std::int64_t rank, double start, double seconds) {
    if (start <= 0) return;
    spans.emplace_back(start, start + seconds);
    busy[rank] += seconds;
  }

  /// The time in which any rank trained: without the pauses of a sweep that was stopped and resumed.
  double seconds() const {
    auto sorted = spans;
    std::sort(sorted.begin(), sorted.end());
    double sum = 0, until = 0;
    for (const auto& [from, to] : sorted) {
      sum += std::max(0.0, to - std::max(from, until));
      until = std::max(until, to);
    }
    return sum;
  }
};

// As far as decisions say. If the sweep has grown or shrunk, several had the same name: the one decided last
// counts.
std::vector<RaceStatus> races_of(const std::vector<Decision>& decisions) {
  std::vector<std::pair<std::string, RaceStatus>> all;  // with their ids
  std::unordered_map<std::string, std::size_t> places;  // by id
  std::unordered_map<std::string, std::string> ids;     // by name
  for (const Decision& decision : decisions) {
    const auto [place, is_new] = places.try_emplace(decision.id, all.size());
    if (is_new) all.push_back({decision.id, {}});
    RaceStatus& race = all[place->second].second;
    if (is_new) race.settings = static_cast<std::int64_t>(decision.places.size());
    race.name = decision.race;
    race.rungs = decision.rungs;
    race.rung = decision.rung + 1;
    race.in = decision.going_on();
    ids[race.name] = decision.id;
  }
  std::vector<RaceStatus> races;
  for (const auto& [id, race] : all)
    if (ids.at(race.name) == id) races.push_back(race);
  return races;
}

// The trials of an array share its time.
Work work_of(const SweepStatus& status, const std::vector<RowSummary>& rows, double now) {
  Work work;
  std::set<std::tuple<std::int64_t, std::int64_t, double>> arrays;
  for (const RowSummary& row : rows)
    if (arrays.insert({row.rank, row.bundle, row.start}).second) work.add(row.rank, row.start, row.seconds);
  std::set<std::pair<std::int64_t, double>> starts;
  for (const auto& trial : status.running)
    if (starts.insert({trial.rank, trial.start}).second) work.add(trial.rank, trial.start, now - trial.start);
  return work;
}

// Running trials with their epochs, if the sweep runs.
std::vector<SweepStatus::Running> running_trials(const SweepTraces& traces) {
  std::vector<SweepStatus::Running> running;
  if (!traces.is_held) return running;
  for (const RunningTrial& trial : traces.journal.running) {
    const auto known = traces.progress.running.find(trial.key);
    const bool is_known = known != traces.progress.running.end() && known->second.attempt == trial.attempt;
    if (is_known)
      running.push_back({trial, known->second.name, known->second.last});
    else
      running.push_back({trial, "", std::nullopt});
  }
  return running;
}

}  // namespace

SweepTraces traces_of(const std::string& result_file, double now) {
  SweepTraces traces;
  if (!has_journal(result_file) && std::filesystem::exists(result_file)) {
    const ResultSet results = read_result_file(result_file, ReadTables::trials);
    traces.journal.info = results.info;
    for (const TrialRow& row : results.rows) traces.journal.rows.push_back(summary_of(row));
    return traces;
  }
  if (!has_journal(result_file))
    throw UserError(fmt::format("there is no sweep {}", result_file), "neither it nor its journal exists",
                    "check the name; --watch waits for a sweep that has not started");
  traces.is_held = is_held(result_file, now);
  traces.journal = read_journal(result_file);
  traces.progress = read_progress(journal_path(result_file));
  traces.checkpoints = keys_with_checkpoint(result_file);
  return traces;
}

SweepStatus status_of(const SweepTraces& traces, double now) {
  SweepStatus status;
  status.is_running = traces.is_held;
  status.points = traces.journal.info.points;
  status.running = running_trials(traces);
  if (status.is_running) status.aside = traces.progress.aside;
  if (status.is_running) status.waits_for = traces.progress.waits_for;
  if (status.is_running && traces.progress.seconds_left)
    status.eta_seconds = std::max(0.0, *traces.progress.seconds_left - (now - traces.progress.time));
  std::unordered_set<std::string> handed_out;
  for (const auto& trial : status.running) handed_out.insert(trial.key);
  auto to_resume = traces.checkpoints;
  for (const std::string& key : handed_out) to_resume.erase(key);
  for (const RowSummary& row : traces.journal.rows) {
    if (handed_out.count(row.key) > 0) continue;
    to_resume.erase(row.key);
    ++status.ended;
    ++status.by_status[row.status];
    if (status::is_failure(row.status)) ++status.failures[row.reason];
  }
  status.races = races_of(traces.journal.decisions);
  const auto handed_out_count = static_cast<std::int64_t>(status.running.size());
  const std::int64_t left = std::max<std::int64_t>(0, status.points - status.ended - handed_out_count);
  std::int64_t without_data = 0;
  for (const auto& [dataset, points] : traces.journal.info.points_without_data) without_data += points;
  status.no_data = std::min(left, without_data);
  status.waiting = left - status.no_data;
  status.to_resume = std::min(status.waiting, static_cast<std::int64_t>(to_resume.size()));
  const Work work = work_of(status, traces.journal.rows, now);
  const double elapsed = work.seconds();
  if (elapsed <= 0) return status;
  const auto pruned = status.by_status.find(status::kPruned);
  const std::int64_t trained = status.ended - (pruned != status.by_status.end() ? pruned->second : 0);
  status.trials_per_hour = static_cast<double>(trained) * 3600 / elapsed;
  for (const auto& [rank, seconds] : work.busy) status.utilisation[rank] = std::min(1.0, seconds / elapsed);
  return status;
}

nlohmann::json to_json(const SweepStatus& status) {
  auto running = nlohmann::json::array();
  for (const auto& trial : status.running) {
    nlohmann::json item = {{"key", trial.key},
                           {"name", trial.name.empty() ? trial.key : trial.name},
                           {"rank", trial.rank},
                           {"attempt", trial.attempt},
                           {"start", trial.start}};
    if (trial.progress) item["progress"] = to_json(*trial.progress);
    running.push_back(item);
  }
  auto races = nlohmann::json::array();
  for (const RaceStatus& race : status.races)
    races.push_back({{"name", race.name},
                     {"rung", race.rung + 1},
                     {"rungs", race.rungs},
                     {"settings", race.settings},
                     {"in", race.in}});
  auto aside = nlohmann::json::array();
  for (const RankAside& rank : status.aside)
    aside.push_back({{"rank", rank.rank}, {"host", rank.host}, {"why", rank.why}});
  auto utilisation = nlohmann::json::object();
  for (const auto& [rank, share] : status.utilisation) utilisation[std::to_string(rank)] = share;
  return {{"is_running", status.is_running},
          {"points", status.points},
          {"ended", status.ended},
          {"waiting", status.waiting},
          {"to_resume", status.to_resume},
          {"no_data", status.no_data},
          {"by_status", status.by_status},
          {"failures", status.failures},
          {"running", running},
          {"races", races},
          {"aside", aside},
          {"waits_for", status.waits_for},
          {"trials_per_hour", status.trials_per_hour},
          {"eta_seconds", status.eta_seconds ? nlohmann::json(*status.eta_seconds) : nullptr},
          {"utilisation", utilisation}};
}

}  // namespace friendly
