#include "results/ResultSink.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/Error.hpp"
#include "core/Log.hpp"
#include "core/Process.hpp"
#include "results/ResultFile.hpp"

namespace friendly {
namespace {

constexpr double kFlushInterval = 1;    // seconds
constexpr double kSyncInterval = 0.02;  // seconds; trials that end meanwhile share one sync
constexpr double kHoldInterval = 5;     // seconds; much shorter than the lock's patience
constexpr double kTroubleInterval = 1;  // seconds between attempts while the disk refuses
constexpr double kWriteInterval = 30;   // least seconds between two result files
constexpr double kWriteShare = 0.05;    // most of the time that writing them may take

std::int64_t rows_of(const Journal::Opened& journal) {
  return static_cast<std::int64_t>(journal.contents.rows.size());
}

}  // namespace

ResultSink::ResultSink(std::string result_file, const std::vector<Trial>& trials, Journal::Opened journal,
                       bool is_terminal, bool retry_failed)
    : result_file_(std::move(result_file)),
      trials_(trials),
      journal_(std::move(journal.journal)),
      info_(journal.contents.info),
      display_(is_terminal, rows_of(journal)) {
  progress_.points = static_cast<std::int64_t>(trials.size());
  for (TrialRow& row : journal.contents.rows) {
    count_row(row.result, 1);
    if (!retry_failed || row.result.status == status::kDone) finished_.insert(row.trial.key);
    rows_.emplace(row.trial.key, std::move(row));
  }
  for (const Trial& trial : trials)
    if (finished_.count(trial.key) == 0) progress_.epochs_left += static_cast<double>(trial.spec.epochs);
  file_is_behind_ = true;
}

void ResultSink::count_row(const TrialResult& result, std::int64_t change) {
  (result.status == status::kDone ? progress_.done : progress_.failed) += change;
}

void ResultSink::started(const Bundle& bundle, int rank) {
  std::vector<std::string> keys;
  for (const Trial& trial : bundle.trials) {
    if (finished_.count(trial.key) > 0) continue;
    keys.push_back(trial.key);
    trained_[trial.key] = 0;
    ++attempts_[trial.key];
  }
  if (keys.empty()) return;
  progress_.running += static_cast<std::int64_t>(keys.size());
  journal_.start(keys, rank, attempts_[keys.front()], unix_time());
}

void ResultSink::progress(const std::string& key, const EpochRecord& record) {
  const auto running = trained_.find(key);
  if (running == trained_.end()) return;
  const std::int64_t trained = record.epoch + 1;
  progress_.epochs_trained += static_cast<double>(trained - running->second);
  progress_.epochs_left -= static_cast<double>(trained - running->second);
  running->second = trained;
  journal_.progress(key, record);
}

void ResultSink::finished(const Trial& trial, const TrialOutcome& outcome) {
  count_row(outcome.result, 1);
  if (const auto old = rows_.find(trial.key); old != rows_.end()) count_row(old->second.result, -1);
  finished_.insert(trial.key);
  if (const auto running = trained_.find(trial.key); running != trained_.end()) {
    --progress_.running;
    progress_.epochs_left -= static_cast<double>(trial.spec.epochs - running->second);
    trained_.erase(running);
  }
  TrialRow row{trial, outcome.result, outcome.epochs};
  journal_.finish(row);
  rows_.insert_or_assign(trial.key, std::move(row));
  journal_is_ahead_ = file_is_behind_ = true;
}

void ResultSink::lost(const Bundle& bundle, int) {
  for (const Trial& trial : bundle.trials)
    if (const auto running = trained_.find(trial.key); running != trained_.end()) {
      --progress_.running;
      progress_.epochs_left += static_cast<double>(running->second);
      trained_.erase(running);
    }
}

void ResultSink::stands_aside(int rank, const std::string& host, const std::string& why) {
  spdlog::warn("rank {} on {} trains nothing: {}", rank, host, why);
}

void ResultSink::tick() {
  if (since_held_.seconds() >= kHoldInterval) {
    journal_.hold();
    since_held_.restart();
  }
  if (disk_trouble_.empty() || since_trouble_.seconds() >= kTroubleInterval) keep_or_complain();
  display_.show(progress_);
}

bool ResultSink::keep_or_complain() {
  since_trouble_.restart();
  try {
    keep();
    if (!disk_trouble_.empty()) spdlog::warn("the disk takes results again: the sweep continues");
    disk_trouble_.clear();
  } catch (const UserError& error) {
    if (disk_trouble_ != error.what())
      spdlog::error(
          "{}\nNothing is lost; the sweep pauses and results wait in memory until the disk takes them",
          error.what());
    disk_trouble_ = error.what();
  }
  return disk_trouble_.empty();
}

void ResultSink::keep() {
  const bool file_is_due = file_is_behind_ && since_written_.seconds() >= next_write_;
  if (journal_is_ahead_ && (file_is_due || since_synced_.seconds() >= kSyncInterval)) {
    journal_.sync();
    journal_is_ahead_ = false;
    since_synced_.restart();
  } else if (journal_is_ahead_ || since_flush_.seconds() >= kFlushInterval) {
    journal_.flush();
    since_flush_.restart();
  }
  if (file_is_due) write_result_file_now();
}

void ResultSink::write_result_file_now() {
  const Stopwatch watch;
  ResultSet results{info_, {}};
  for (const Trial& trial : trials_)
    if (const auto row = rows_.find(trial.key); row != rows_.end()) results.rows.push_back(row->second);
  write_result_file(result_file_, results);
  file_is_behind_ = false;
  next_write_ = std::max(kWriteInterval, watch.seconds() / kWriteShare);
  since_written_.restart();
}

void ResultSink::close(const std::function<bool()>& gives_up) {
  journal_is_ahead_ = file_is_behind_ = true;
  next_write_ = 0;
  while (!keep_or_complain()) {
    if (gives_up())
      throw UserError("not all results were written", disk_trouble_,
                      "once the disk takes them, run the same command to resume");
    journal_.hold();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  display_.finish(progress_);
}

}  // namespace friendly
