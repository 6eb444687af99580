#include "results/ResultSink.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>

#include "core/Error.hpp"
#include "core/Log.hpp"
#include "core/Process.hpp"
#include "results/CheckpointFolder.hpp"
#include "results/ResultFile.hpp"

namespace friendly {
namespace {

constexpr double kFlushInterval = 1;    // seconds
constexpr double kSyncInterval = 0.02;  // seconds; trials that end meanwhile share one sync
constexpr double kHoldInterval = 5;     // seconds; much shorter than the lock's patience
constexpr double kTroubleInterval = 1;  // seconds between attempts while the disk refuses
constexpr double kWriteInterval = 30;   // least seconds between two result files
constexpr double kShowInterval = 1;     // least seconds between two progress files
constexpr double kMostShare = 0.05;     // most of the time that writing either of these files may take

std::int64_t trained_before(const Journal::Opened& journal) {
  const auto& rows = journal.contents.rows;
  return std::count_if(rows.begin(), rows.end(),
                       [](const RowSummary& row) { return row.status != status::kPruned; });
}

// A duration to 13 binary digits: more of them say nothing, and fill the journal.
double rounded(double seconds) {
  constexpr double kDigits = 8192;
  int exponent = 0;
  const double fraction = std::frexp(seconds, &exponent);
  return std::ldexp(std::round(fraction * kDigits) / kDigits, exponent);
}

}  // namespace

ResultSink::ResultSink(std::string result_file, const std::vector<Trial>& trials, Journal::Opened journal,
                       std::size_t columns, const std::function<bool(const RowSummary& row)>& is_final)
    : result_file_(std::move(result_file)),
      trials_(trials),
      journal_(std::move(journal.journal)),
      info_(journal.contents.info),
      names_(trials),
      paused_(std::move(journal.contents.paused)),
      histories_(std::move(journal.contents.histories)),
      display_(columns, trained_before(journal)) {
  progress_.points = static_cast<std::int64_t>(trials.size());
  for (RowSummary& row : journal.contents.rows) {
    count_row(row.status, 1);
    if (is_final == nullptr || is_final(row)) {
      finished_.insert(row.key);
      histories_.erase(row.key);
    } else {
      histories_.try_emplace(row.key).first->second.attempts =
          std::max(histories_[row.key].attempts, row.attempts);
    }
    rows_.emplace(row.key, std::move(row));
  }
  for (const Trial& trial : trials) {
    if (finished_.count(trial.key) > 0) continue;
    if (info_.points_without_data.count(trial.spec.dataset) == 0)
      progress_.epochs_left += static_cast<double>(trial.spec.epochs - epochs_before(trial.key));
    else if (rows_.count(trial.key) == 0)
      ++progress_.no_data;
  }
}

void ResultSink::count_row(const std::string& status, std::int64_t change) {
  auto& count = status == status::kDone     ? progress_.done
                : status == status::kPruned ? progress_.pruned
                                            : progress_.failed;
  count += change;
}

// Returns whether the disk took what `action` writes.
template <class Action>
bool ResultSink::try_to(Action action) {
  since_trouble_.restart();
  try {
    action();
    if (!disk_trouble_.empty()) spdlog::warn("the disk takes results again: the sweep continues");
    disk_trouble_.clear();
  } catch (const Superseded&) {
    throw;
  } catch (const UserError& error) {
    if (disk_trouble_ != error.what())
      spdlog::error(
          "{}\nNothing is lost; the sweep pauses and results wait in memory until the disk takes them",
          error.what());
    disk_trouble_ = error.what();
  }
  return disk_trouble_.empty();
}

void ResultSink::started(const Bundle& bundle, int rank) {
  const auto keys = give_to_rank(bundle);
  if (keys.empty()) return;
  for (const std::string& key : keys) histories_[key].start();
  show_as_running(bundle);
  journal_.start(keys, rank, unix_time());
  // In the system's hands before the rank hears of it: if the trials take this process down, it is known.
  if (disk_trouble_.empty()) try_to([this] { journal_.flush(); });
}

void ResultSink::progress(const std::string& key, const EpochRecord& record) {
  const auto running = trained_.find(key);
  if (running == trained_.end()) return;
  const std::int64_t trained = record.epoch + 1;
  // The first one may be far on, from a checkpoint: those before it took no time here.
  const bool is_first = !shown_.running[key].last;
  progress_.epochs_trained += is_first ? 1 : static_cast<double>(trained - running->second);
  progress_.epochs_left -= static_cast<double>(trained - running->second);
  running->second = trained;
  TrialHistory& history = histories_[key];
  if (history.advance(record.epoch)) journal_.reached(key, record.epoch);
  shown_.running[key].last = record;
  shown_.running[key].last->seconds = rounded(record.seconds);
}

// What a trial that paused was trained for.
std::int64_t ResultSink::epochs_before(const std::string& key) const {
  const auto found = paused_.find(key);
  return found != paused_.end() ? found->second.epochs_done : 0;
}

TrialRow ResultSink::row_of(const Trial& trial, const TrialOutcome& outcome) {
  TrialRow row{trial, outcome.result, outcome.epochs, outcome.log};
  row.result.attempts = std::max<std::int64_t>(1, histories_[trial.key].attempts);
  row.result.seconds = rounded(row.result.seconds);
  for (EpochRecord& epoch : row.epochs) epoch.seconds = rounded(epoch.seconds);
  return row;
}

void ResultSink::leave_rank(const Trial& trial) {
  shown_.running.erase(trial.key);
  const auto running = trained_.find(trial.key);
  if (running == trained_.end()) return;
  --progress_.running;
  progress_.epochs_left += static_cast<double>(running->second - epochs_before(trial.key));
  trained_.erase(running);
}

void ResultSink::finished(const Trial& trial, const TrialOutcome& outcome) {
  keep_row(row_of(trial, outcome));
}

void ResultSink::keep_row(const TrialRow& row) {
  const std::string& key = row.trial.key;
  leave_rank(row.trial);
  progress_.epochs_left -= static_cast<double>(row.trial.spec.epochs - epochs_before(key));
  if (const auto old = rows_.find(key); old != rows_.end()) count_row(old->second.status, -1);
  count_row(row.result.status, 1);
  rows_[key] = journal_.finish(row);
  finished_.insert(key);
  histories_.erase(key);
  paused_.erase(key);
  journal_is_ahead_ = file_is_behind_ = true;
}

void ResultSink::paused(const Trial& trial, const TrialOutcome& outcome) {
  leave_rank(trial);
  const std::int64_t before = epochs_before(trial.key);
  RowSummary& summary = paused_[trial.key];
  summary = journal_.pause(row_of(trial, outcome));
  progress_.epochs_left -= static_cast<double>(summary.epochs_done - before);
  journal_is_ahead_ = true;
}

void ResultSink::pruned(const Trial& trial, const std::string& reason) {
  TrialRow row{trial, {}, {}, {}};
  if (const auto found = paused_.find(trial.key); found != paused_.end()) row = journal_.read(found->second);
  row.result.status = status::kPruned;
  row.result.reason = reason;
  keep_row(row);
  checkpoints_to_remove_.insert(trial.key);
}

void ResultSink::decided(const Decision& decision) {
  journal_.decide(decision);
  journal_is_ahead_ = true;
}

std::optional<TrialRow> ResultSink::recorded(const std::string& key, bool with_epochs) {
  if (finished_.count(key) > 0) return journal_.read(rows_.at(key), with_epochs);
  const auto paused = paused_.find(key);
  if (paused == paused_.end()) return std::nullopt;
  return journal_.read(paused->second, with_epochs);
}

void ResultSink::lost(const Bundle& bundle, int) {
  const auto keys = take_from_rank(bundle);
  if (keys.empty()) return;
  for (const std::string& key : keys) histories_[key].lose();
  journal_.lost(keys);
}

void ResultSink::given_back(const Bundle& bundle, int) {
  if (const auto keys = take_from_rank(bundle); !keys.empty()) journal_.returned(keys);
}

void ResultSink::regained(const Bundle& bundle, int rank) {
  const auto keys = give_to_rank(bundle);
  if (keys.empty()) return;
  for (const std::string& key : keys) histories_[key].regain();
  journal_.regained(keys, rank, unix_time());
  show_as_running(bundle);
}

void ResultSink::show_as_running(const Bundle& bundle) {
  for (const Trial& trial : bundle.trials)
    if (finished_.count(trial.key) == 0)
      shown_.running[trial.key] = {histories_[trial.key].attempts, names_(trial.spec), {}};
}

// The trials of `bundle` without a row, which are running from now on.
std::vector<std::string> ResultSink::give_to_rank(const Bundle& bundle) {
  std::vector<std::string> keys;
  for (const Trial& trial : bundle.trials) {
    if (finished_.count(trial.key) > 0) continue;
    keys.push_back(trial.key);
    if (trained_.insert_or_assign(trial.key, epochs_before(trial.key)).second) ++progress_.running;
  }
  return keys;
}

// The trials of `bundle` that were running, and are no more.
std::vector<std::string> ResultSink::take_from_rank(const Bundle& bundle) {
  std::vector<std::string> keys;
  for (const Trial& trial : bundle.trials) {
    if (trained_.count(trial.key) == 0) continue;
    keys.push_back(trial.key);
    leave_rank(trial);
  }
  return keys;
}

void ResultSink::stands_aside(int rank, const std::string& host, const std::string& why) {
  spdlog::warn("rank {} on {} trains nothing: {}", rank, host, why);
  shown_.aside.push_back({rank, host, why});
}

void ResultSink::tick() {
  hold();
  if (disk_trouble_.empty() || since_trouble_.seconds() >= kTroubleInterval) try_to([this] { keep(); });
  show_progress();
  display_.show(progress_);
}

void ResultSink::hold() {
  if (since_held_.seconds() < kHoldInterval) return;
  journal_.hold();
  since_held_.restart();
}

void ResultSink::keep() {
  const bool file_is_due = file_is_behind_ && since_written_.seconds() >= next_write_;
  if (journal_is_ahead_ && (file_is_due || since_synced_.seconds() >= kSyncInterval)) {
    journal_.sync();
    journal_is_ahead_ = false;
    since_synced_.restart();
    remove_checkpoints(result_file_, std::exchange(checkpoints_to_remove_, {}));
  } else if (journal_is_ahead_ || since_flush_.seconds() >= kFlushInterval) {
    journal_.flush();
    since_flush_.restart();
  }
  if (file_is_due) write_result_file_now();
}

void ResultSink::write_result_file_now() {
  const Stopwatch watch;
  std::vector<std::pair<const Trial*, const RowSummary*>> rows;
  for (const Trial& trial : trials_)
    if (const auto row = rows_.find(trial.key); row != rows_.end()) rows.emplace_back(&trial, &row->second);
  const auto read = [&](std::size_t index, bool with_epochs) {
    hold();
    TrialRow row = journal_.read(*rows[index].second, with_epochs);
    row.trial.grid = rows[index].first->grid;  // other grids may have had it when it was trained
    return row;
  };
  write_result_file(result_file_, info_, {rows.size(), read}, [this] { journal_.hold(); });
  file_is_behind_ = false;
  next_write_ = std::max(kWriteInterval, watch.seconds() / kMostShare);
  since_written_.restart();
}

// A disk that refuses even this is reported by those who write results.
void ResultSink::show_progress() {
  if (since_shown_.seconds() < next_show_) return;
  const Stopwatch watch;
  shown_.time = unix_time();
  shown_.seconds_left = progress_.left_after(display_.seconds_since_start());
  try {
    write_progress(journal_.path(), shown_);
  } catch (const UserError& error) {
    spdlog::debug("{}", error.what());
  }
  next_show_ = std::max(kShowInterval, watch.seconds() / kMostShare);
  since_shown_.restart();
}

void ResultSink::close(const std::function<bool()>& gives_up) {
  journal_.stop();
  journal_is_ahead_ = true;
  next_write_ = 0;
  while (!try_to([this] { keep(); })) {
    if (gives_up())
      throw UserError("not all results were written", disk_trouble_,
                      "once the disk takes them, run the same command to resume");
    hold();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  remove_progress(journal_.path());
  progress_.waits_for.clear();
  display_.finish(progress_);
}

}  // namespace friendly
