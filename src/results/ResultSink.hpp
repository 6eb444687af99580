#pragma once
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/Stopwatch.hpp"
#include "results/Journal.hpp"
#include "results/ProgressDisplay.hpp"
#include "results/ProgressFile.hpp"
#include "results/ResultSet.hpp"
#include "trial/SettingNames.hpp"
#include "trial/Sink.hpp"

namespace friendly {

/// Records what happens in a sweep: in the journal at once, in the result file now and then, and on the
/// display. Of rows it keeps only summaries in memory.
class ResultSink : public Sink {
 public:
  /// `trials`: the whole sweep, in the order of the result file's rows; they must outlive the sink.
  /// `journal`: opened, with what earlier starts left. `columns`: as for ProgressDisplay. Trials whose rows
  /// are not final (null: all are) are trained again; the rows stay until then.
  ResultSink(std::string result_file, const std::vector<Trial>& trials, Journal::Opened journal,
             std::size_t columns, const std::function<bool(const RowSummary& row)>& is_final = nullptr);

  /// Keys of the trials that are not to be trained again.
  const std::unordered_set<std::string>& finished_keys() const { return finished_; }
  /// What happened so far to trials that are to be trained, by key, if they were started before.
  const std::unordered_map<std::string, TrialHistory>& histories() const { return histories_; }

  void started(const Bundle& bundle, int rank) override;
  void progress(const std::string& key, const EpochRecord& record) override;
  /// The final row of a trial, or what it had when it paused; nullopt if there is neither. Without the epochs
  /// it takes a fraction of the time.
  std::optional<TrialRow> recorded(const std::string& key, bool with_epochs = true);

  /// The row's attempts are those that the journal knows of, in all starts of the sweep.
  void finished(const Trial& trial, const TrialOutcome& outcome) override;
  void paused(const Trial& trial, const TrialOutcome& outcome) override;
  /// Once the row is durable, the trial's checkpoint is removed.
  void pruned(const Trial& trial, const std::string& reason) override;
  void decided(const Decision& decision) override;
  void will_spare(double epochs) override { progress_.epochs_spared = epochs; }
  void lost(const Bundle& bundle, int rank) override;
  void regained(const Bundle& bundle, int rank) override;
  void given_back(const Bundle& bundle, int rank) override;
  void stands_aside(int rank, const std::string& host, const std::string& why) override;
  void waits_for(const std::string& what) override { progress_.waits_for = shown_.waits_for = what; }
  /// Reports a disk that refuses to take results, and tries it again in later calls. Throws Superseded if
  /// another coordinator has taken over.
  void tick() override;
  bool can_keep_more() const override { return disk_trouble_.empty(); }
  bool all_is_durable() const override { return !journal_is_ahead_; }

  /// Records that the sweep stops in order, writes the result file and ends the display. A disk that refuses
  /// is tried again until `gives_up()` returns true; then throws UserError.
  void close(const std::function<bool()>& gives_up);

  const Progress& progress() const { return progress_; }

 private:
  TrialRow row_of(const Trial& trial, const TrialOutcome& outcome);
  std::int64_t epochs_before(const std::string& key) const;
  void leave_rank(const Trial& trial);
  void keep_row(const TrialRow& row);
  void count_row(const std::string& status, std::int64_t change);
  std::vector<std::string> give_to_rank(const Bundle& bundle);
  std::vector<std::string> take_from_rank(const Bundle& bundle);
  void show_as_running(const Bundle& bundle);
  void hold();
  void keep();
  template <class Action>
  bool try_to(Action action);
  void write_result_file_now();
  void show_progress();

  std::string result_file_;
  const std::vector<Trial>& trials_;
  Journal journal_;
  SweepInfo info_;
  SettingNames names_;
  std::unordered_map<std::string, RowSummary> rows_;         // by key
  std::unordered_map<std::string, RowSummary> paused_;       // by key, of trials without a row
  std::unordered_map<std::string, TrialHistory> histories_;  // by key, of trials that are to be trained
  std::unordered_set<std::string> finished_;                 // keys of trials that are not trained again
  std::unordered_map<std::string, std::int64_t> trained_;    // epochs of running trials, by key
  std::unordered_set<std::string> checkpoints_to_remove_;    // keys of pruned trials
  SweepProgress shown_;                                      // what the progress file tells
  Progress progress_;
  ProgressDisplay display_;
  bool journal_is_ahead_ = false;  // finished trials are not synced yet
  bool file_is_behind_ = true;     // the result file lacks rows
  std::string disk_trouble_;       // the disk's last error; empty: none
  Stopwatch since_flush_, since_synced_, since_written_, since_held_, since_trouble_, since_shown_;
  double next_write_ = 0, next_show_ = 0;  // seconds after the previous one
};

}  // namespace friendly
