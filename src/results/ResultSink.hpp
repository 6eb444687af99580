#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/Stopwatch.hpp"
#include "results/Journal.hpp"
#include "results/ProgressDisplay.hpp"
#include "results/ResultSet.hpp"
#include "trial/Sink.hpp"

namespace friendly {

/// Records what happens in a sweep: in the journal at once, in the result file now and then, and on the
/// display.
class ResultSink : public Sink {
 public:
  /// `trials`: the whole sweep, in the order of the result file's rows; they must outlive the sink.
  /// `journal`: opened, with what earlier starts left. With `retry_failed`, trials whose status is not done
  /// are trained again; their rows stay until then.
  ResultSink(std::string result_file, const std::vector<Trial>& trials, Journal::Opened journal,
             bool is_terminal, bool retry_failed = false);

  /// Keys of the trials that are not to be trained again.
  const std::unordered_set<std::string>& finished_keys() const { return finished_; }

  void started(const Bundle& bundle, int rank) override;
  void progress(const std::string& key, const EpochRecord& record) override;
  void finished(const Trial& trial, const TrialOutcome& outcome) override;
  void lost(const Bundle& bundle, int rank) override;
  void stands_aside(int rank, const std::string& host, const std::string& why) override;
  /// Reports a disk that refuses to take results, and tries it again in later calls.
  void tick() override;
  bool can_keep_more() const override { return disk_trouble_.empty(); }

  /// Writes the result file and ends the display. A disk that refuses is tried again until `gives_up()`
  /// returns true; then throws UserError.
  void close(const std::function<bool()>& gives_up);

  const Progress& progress() const { return progress_; }

 private:
  void count_row(const TrialResult& result, std::int64_t change);
  void keep();
  bool keep_or_complain();
  void write_result_file_now();

  std::string result_file_;
  const std::vector<Trial>& trials_;
  Journal journal_;
  SweepInfo info_;
  std::unordered_map<std::string, TrialRow> rows_;          // by key
  std::unordered_set<std::string> finished_;                // keys of trials that are not trained again
  std::unordered_map<std::string, std::int64_t> trained_;   // epochs of running trials, by key
  std::unordered_map<std::string, std::int64_t> attempts_;  // by key
  Progress progress_;
  ProgressDisplay display_;
  bool journal_is_ahead_ = false;  // finished trials are not synced yet
  bool file_is_behind_ = false;    // the result file lacks rows
  std::string disk_trouble_;       // the disk's last error; empty: none
  Stopwatch since_flush_, since_synced_, since_written_, since_held_, since_trouble_;
  double next_write_ = 0;  // seconds after the previous one
};

}  // namespace friendly
