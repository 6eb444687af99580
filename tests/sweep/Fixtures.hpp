#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "comm/Communicator.hpp"
#include "sweep/Worker.hpp"
#include "trial/Sink.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// A trial that differs from others in `lr`; trials with equal `epochs` have the same shape.
inline Trial make_trial(double lr, std::int64_t run = 1, std::int64_t epochs = 3) {
  TrialSpec spec = default_spec("ct", "ff");
  spec.lr_clf = lr;
  spec.run = run;
  spec.epochs = epochs;
  return {trial_key(spec), "grid", spec};
}

/// `count` distinct trials of several shapes and runs.
inline std::vector<Trial> make_trials(int count) {
  std::vector<Trial> trials;
  for (int i = 0; i < count; ++i) trials.push_back(make_trial(1e-3 * (i + 1), i % 3, 2 + i % 4));
  return trials;
}

/// The accuracy that fake training yields: a function of the trial's specification alone.
inline double fake_accuracy(const Trial& trial) {
  return 1 / (1 + trial.spec.lr_clf * static_cast<double>(trial.spec.run + 1));
}

/// Trains nothing, but reports epochs and checks whether to stop, as a trainer does.
inline std::vector<TrialOutcome> fake_runner(const Bundle& bundle, const TrainingHooks& hooks) {
  std::vector<TrialOutcome> outcomes(bundle.trials.size());
  for (std::size_t i = 0; i < bundle.trials.size(); ++i) {
    const Trial& trial = bundle.trials[i];
    for (std::int64_t epoch = 0; epoch < trial.spec.epochs; ++epoch) {
      EpochRecord record;
      record.epoch = epoch;
      record.val_acc = fake_accuracy(trial) / static_cast<double>(trial.spec.epochs - epoch);
      hooks.on_epoch(i, record);
      hooks.should_stop();
      outcomes[i].epochs.push_back(record);
    }
    outcomes[i].result.best_test_acc = fake_accuracy(trial);
  }
  return outcomes;
}

/// A rank's line on which the test decides who is alive.
class FakeLine : public LiveCommunicator {
 public:
  explicit FakeLine(Communicator& line) : line_(line) {}

  int rank() const override { return line_.rank(); }
  int size() const override { return line_.size(); }
  void send(int to, const std::string& kind, const nlohmann::json& body) override {
    line_.send(to, kind, body);
  }
  std::optional<Message> poll() override { return line_.poll(); }
  double silent_for(int rank) const override { return value_of(silent, rank); }
  double stalled_for(int rank) const override { return value_of(stalled, rank); }
  bool has_ended(int rank) const override { return ended.count(rank) > 0; }
  void show_headway() override { ++headway; }

  std::map<int, double> silent, stalled;  // seconds by rank; others: 0
  std::set<int> ended;                    // ranks
  int headway = 0;

 private:
  static double value_of(const std::map<int, double>& seconds, int rank) {
    const auto found = seconds.find(rank);
    return found != seconds.end() ? found->second : 0;
  }

  Communicator& line_;
};

/// Remembers every call.
struct FakeSink : Sink {
  void started(const Bundle& bundle, int rank) override { starts.emplace_back(bundle.id, rank); }
  void progress(const std::string& key, const EpochRecord& record) override {
    progressed[key].push_back(record.epoch);
  }
  void finished(const Trial& trial, const TrialOutcome& outcome) override {
    ++rows[trial.key];
    outcomes[trial.key] = outcome;
  }
  void paused(const Trial& trial, const TrialOutcome& outcome) override {
    pauses[trial.key].push_back(outcome.result.epochs_done);
  }
  void pruned(const Trial& trial, const std::string& reason) override {
    ++rows[trial.key];
    reasons[trial.key] = reason;
  }
  void decided(const Decision& decision) override { decisions.push_back(decision); }
  void lost(const Bundle& bundle, int rank) override { losses.emplace_back(bundle.id, rank); }
  void regained(const Bundle& bundle, int rank) override { returns.emplace_back(bundle.id, rank); }
  void stands_aside(int rank, const std::string&, const std::string& why) override { asides[rank] = why; }
  void waits_for(const std::string& what) override { awaited = what; }
  void tick() override { ++ticks; }
  bool all_is_durable() const override { return is_durable; }

  using Event = std::pair<std::int64_t, int>;  // bundle and rank
  std::vector<Event> starts, losses, returns;
  std::map<std::string, std::vector<std::int64_t>> progressed;
  std::map<std::string, std::vector<std::int64_t>> pauses;  // epochs, by key
  std::map<std::string, std::string> reasons;               // of pruned trials, by key
  std::vector<Decision> decisions;
  std::map<int, std::string> asides;  // by rank
  std::map<std::string, int> rows;
  std::map<std::string, TrialOutcome> outcomes;
  std::string awaited;
  int ticks = 0;
  bool is_durable = true;
};

}  // namespace friendly
