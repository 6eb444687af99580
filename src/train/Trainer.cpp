#include "train/Trainer.hpp"

#include <c10/core/DeviceGuard.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/Check.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "system/Device.hpp"
#include "train/CrossEntropy.hpp"
#include "train/Evaluation.hpp"
#include "train/ExampleLogger.hpp"
#include "train/PeakMemory.hpp"
#include "train/ReplicaSaver.hpp"
#include "train/StepRunner.hpp"
#include "train/TrainingState.hpp"

namespace friendly {

using torch::Tensor;

namespace {

/// The loop that all methods share. Everything that must survive an interruption is in `state_`, which is in
/// order at every interruption point.
class Trainer {
 public:
  /// Goes on from `files`, one per trial, or starts from the beginning if there are none.
  Trainer(const std::vector<TrialSpec>& specs, const Dataset& data, const RunOptions& options,
          std::vector<ReplicaFile> files);
  std::vector<TrialOutcome> run();

 private:
  bool is_paused() const { return options_.pause_after > 0 && array_.position.epoch >= options_.pause_after; }
  bool is_over() const {
    return array_.position.epoch >= array_.specs.front().epochs || state_.all_ended() || is_paused();
  }

  void train();
  void end();
  std::vector<TrialOutcome> outcomes();
  void start_pass();
  void start_step();
  StepKind sized(StepKind kind) const {
    kind.examples = minibatches_.selected_size();
    return kind;
  }
  void classifier_pass();
  void classifier_step(const Tile& tile);
  void apply_learning_rates();
  void advance_schedules();
  void simplifier_passes();
  void evaluate();
  std::vector<EpochRecord> epoch_records();
  void finish_epoch();
  std::vector<std::int64_t> put_back_reported();
  void test(const std::vector<std::int64_t>& replicas);
  void note_costs();
  bool should_stop();
  void save_or_stop_if_due();
  void save();

  const RunOptions& options_;
  PeakMemory memory_;
  Observer silent_;
  Observer& observer_;
  Dataset data_;
  TrainingState state_;
  TrialArray& array_;
  Minibatches& minibatches_;
  Method& method_;
  Evaluation evaluation_;
  std::optional<ReplicaSaver> saver_;
  const std::unique_ptr<StepRunner> own_runner_;
  StepRunner* runner_;
  Scorer score_;
  bool is_stopped_ = false;  ///< by the caller, not for being late
  Stopwatch watch_, cost_watch_, epoch_watch_;
};

Trainer::Trainer(const std::vector<TrialSpec>& specs, const Dataset& data, const RunOptions& options,
                 std::vector<ReplicaFile> files)
    : options_(options),
      observer_(options.observer != nullptr ? *options.observer : silent_),
      data_(data.to(tensor_options(specs.front(), options.device))),
      state_(specs, data_, options.shuffle, options.device, observer_),
      array_(state_.array),
      minibatches_(state_.minibatches),
      method_(*state_.method),
      own_runner_(options.runner != nullptr ? nullptr : make_step_runner(options.device)),
      runner_(options.runner != nullptr ? options.runner : own_runner_.get()),
      score_(array_.classifier, *runner_) {
  use_precision(specs.front().dtype == "tf32");
  observer_.on_start(array_);
  // The same for all, since it tells this array from others.
  const double start = unix_time();
  for (TrialResult& result : state_.results) result.start = start;
  for (std::size_t r = 0; r < array_.order.size() && !files.empty(); ++r)
    state_.restore(r, files[array_.order[r]]);
  saver_.emplace(state_, replica_names(array_.specs, data), options);
}

std::vector<TrialOutcome> Trainer::run() {
  const InterruptionScope scope([this] { return should_stop(); });
  try {
    train();
    is_paused() ? save() : end();
  } catch (const Interrupted&) {
    save();
    if (is_stopped_) throw;
    for (TrialResult& result : state_.results)
      if (result.status == status::kDone) {
        result.status = status::kFailed;
        result.reason = fmt::format("took longer than --trial-timeout {}", options_.timeout);
      }
  }
  return outcomes();
}

void Trainer::train() {
  while (!is_over()) {
    if (array_.position.pass == 0) classifier_pass();
    simplifier_passes();
    finish_epoch();
  }
}

void Trainer::end() {
  const auto reported = put_back_reported();
  test(reported);
  note_costs();
  if (saver_->is_cheap()) saver_->save();
  observer_.on_end(array_, reported);
}

std::vector<TrialOutcome> Trainer::outcomes() {
  std::vector<TrialOutcome> outcomes(state_.records.size());
  for (std::size_t r = 0; r < state_.records.size(); ++r) {
    TrialOutcome& outcome = outcomes[array_.order[r]];
    outcome = state_.outcome(r);
    if (is_paused() && outcome.result.status == status::kDone) outcome.result.status = status::kPaused;
  }
  return outcomes;
}

void Trainer::start_pass() {
  minibatches_.start_pass(array_.position.epoch, array_.position.pass);
  array_.start_pass();
}

void Trainer::start_step() {
  minibatches_.select(array_.position.minibatch);
  array_.start_step();
}

void Trainer::classifier_pass() {
  Position& position = array_.position;
  start_pass();
  method_.start_epoch();
  const Step step = {[&](const Tile& tile) { return sized(method_.step_kind(tile)); },
                     [&](const Tile& tile) { classifier_step(tile); }};
  for (; position.minibatch < minibatches_.count(); ++position.minibatch, ++position.step) {
    save_or_stop_if_due();
    start_step();
    method_.start_step();
    apply_learning_rates();
    runner_->run(array_.tiles(array_.replicas()), step);
  }
  advance_schedules();
  position.pass = 1;
  position.minibatch = 0;
}

void Trainer::apply_learning_rates() {
  std::vector<double> rates;
  for (RateSchedule& rate : state_.rates) {
    rate.before_step(array_.position.step);
    rates.push_back(rate.rate());
  }
  if (rates != array_.classifier.optimizer().learning_rates())
    array_.classifier.optimizer().set_learning_rates(rates);
}

void Trainer::classifier_step(const Tile& tile) {
  const Minibatch batch = minibatches_.get(tile);
  const ClassifierInput input = method_.prepare(tile, batch);
  array_.classifier.state().training = true;
  array_.classifier.use(tile, true);
  const Tensor logits = array_.classifier(input.inputs);
  const CrossEntropy loss(logits, batch.labels);
  const MeanLoss mean = loss.mean(method_.update_mask(tile, loss.losses()));
  observer_.on_loss(tile, mean.values, {});
  std::vector<Tensor> gradients = array_.classifier.gradients({logits}, {mean.logit_gradients});
  for (std::size_t i = 0; i < input.carried_gradients.size(); ++i) {
    const Tensor& carried = input.carried_gradients[i];
    gradients[i] = gradients[i].contiguous();
    gradients[i].narrow(0, 0, carried.size(0)).add_(carried);
  }
  array_.classifier.update(gradients);

  const torch::NoGradGuard no_graph;
  const Tensor sums = state_.sums.narrow(1, tile.first, tile.count);
  sums[0].add_(mean.values, static_cast<double>(batch.size()));
  sums[1].add_(loss.right_predictions());
}

void Trainer::advance_schedules() {
  const auto scales = array_.scales(array_.position.step - 1, array_.all());
  for (std::size_t r = 0; r < state_.rates.size(); ++r) state_.rates[r].after_epoch(scales[r]);
}

void Trainer::simplifier_passes() {
  Position& position = array_.position;
  std::int64_t count = method_.pass_replicas(position.pass);
  do {
    if (count > 0) {
      start_pass();
      method_.start_pass();
      const Step step = {[&](const Tile& tile) { return sized(method_.pass_step_kind(tile)); },
                         [&](const Tile& tile) { method_.pass_step(tile, minibatches_.get(tile)); }};
      std::vector<Tile> tiles = array_.tiles(count);
      tiles.erase(std::remove_if(tiles.begin(), tiles.end(),
                                 [&](const Tile& tile) { return step.kind(tile).training == 0; }),
                  tiles.end());
      for (; position.minibatch < minibatches_.count(); ++position.minibatch) {
        save_or_stop_if_due();
        start_step();
        runner_->run(tiles, step);
      }
    }
    evaluate();
    observer_.on_evaluation(array_, evaluation_, count);
    if (count > 0) method_.finish_pass(evaluation_.valid.accuracy);
    ++position.pass;
    position.minibatch = 0;
    count = method_.pass_replicas(position.pass);
  } while (count > 0);
}

void Trainer::evaluate() {
  const TrialSpec& spec = array_.specs.front();
  evaluation_.valid = score_(data_.valid, spec.test_batch_size);
  if (spec.test_when == "epoch") evaluation_.test = score_(data_.test, spec.test_batch_size);
}

std::vector<EpochRecord> Trainer::epoch_records() {
  const auto examples = static_cast<double>(data_.train.size());
  const auto losses = numbers(state_.sums[0] / examples), accuracies = numbers(state_.sums[1] / examples);
  const auto scales = array_.scales(array_.position.step - 1, array_.all());
  const auto& learning_rates = array_.classifier.optimizer().learning_rates();
  std::vector<EpochRecord> records(state_.records.size());
  method_.finish_epoch(records);
  const double seconds = epoch_watch_.seconds();
  epoch_watch_.restart();
  for (std::size_t r = 0; r < records.size(); ++r) {
    EpochRecord& record = records[r];
    record.epoch = array_.position.epoch;
    record.train_loss = losses[r];
    record.train_acc = accuracies[r];
    record.val_loss = evaluation_.valid.loss[r];
    record.val_acc = evaluation_.valid.accuracy[r];
    if (!evaluation_.test.loss.empty()) {
      record.test_loss = evaluation_.test.loss[r];
      record.test_acc = evaluation_.test.accuracy[r];
    }
    record.scale = scales[r];
    record.lr_clf = learning_rates[r];
    record.seconds = seconds;
  }
  return records;
}

void Trainer::finish_epoch() {
  const std::vector<EpochRecord> records = epoch_records();
  for (std::size_t r = 0; r < records.size(); ++r)
    if (!state_.has_ended(r)) {
      state_.add(r, records[r]);
      if (options_.hooks.on_epoch) options_.hooks.on_epoch(array_.order[r], records[r]);
    }
  log_examples(state_, data_);
  observer_.on_epoch(array_, method_, state_.records);
  state_.sums.zero_();
  ++array_.position.epoch;
  array_.position.pass = 0;
}

// The replicas that are done and have a reported epoch: from now on the array holds its classifier.
std::vector<std::int64_t> Trainer::put_back_reported() {
  std::vector<std::int64_t> reported;
  for (std::size_t r = 0; r < state_.records.size(); ++r)
    if (!state_.has_ended(r) && state_.best_epoch(r) >= 0) reported.push_back(static_cast<std::int64_t>(r));
  for (const std::int64_t replica : reported) state_.best.put_back(replica);
  return reported;
}

// Unless every epoch was tested.
void Trainer::test(const std::vector<std::int64_t>& replicas) {
  std::vector<std::pair<std::size_t, EpochRecord*>> untested;
  for (const std::int64_t replica : replicas) {
    const auto r = static_cast<std::size_t>(replica);
    EpochRecord& record = state_.records[r][static_cast<std::size_t>(state_.best_epoch(r))];
    if (std::isnan(record.test_acc)) untested.emplace_back(r, &record);
  }
  if (untested.empty()) return;
  const Score scored = score_(data_.test, array_.specs.front().test_batch_size);
  for (const auto& [r, record] : untested) {
    record->test_loss = scored.loss[r];
    record->test_acc = scored.accuracy[r];
  }
}

void Trainer::note_costs() {
  for (TrialResult& result : state_.results) {
    result.seconds += cost_watch_.seconds();
    result.memory = std::max(result.memory, memory_.bytes());
  }
  cost_watch_.restart();
}

bool Trainer::should_stop() {
  is_stopped_ = options_.hooks.should_stop && options_.hooks.should_stop();
  return is_stopped_ || watch_.seconds() > options_.timeout;
}

void Trainer::save_or_stop_if_due() {
  interruption_point();
  if (saver_->is_due()) save();
}

void Trainer::save() {
  note_costs();
  saver_->save();
}

// Left by a start whose later records were lost.
bool is_beyond(const ArrayStart& start, std::int64_t epochs) {
  if (epochs == 0 || start.files.empty()) return false;
  return Position{epochs, 0, 0} < position_from_json(start.files.front().facts().at("position"));
}

}  // namespace

std::vector<TrialOutcome> run_bundle(const std::vector<TrialSpec>& specs, const Dataset& data,
                                     const RunOptions& options) {
  FRIENDLY_CHECK(!specs.empty(), "a bundle must have trials");
  for (const TrialSpec& spec : specs) check_trainable(spec, data);
  const c10::DeviceGuard current(options.device);
  ReplicaStore nothing;
  ReplicaStore& replicas = options.replicas != nullptr ? *options.replicas : nothing;
  std::vector<TrialOutcome> outcomes(specs.size());
  for (ArrayStart& start : replicas.starts(replica_names(specs, data))) {
    std::vector<TrialSpec> part;
    for (std::size_t trial : start.trials) part.push_back(specs[trial]);
    RunOptions part_options = options;
    if (options.hooks.on_epoch)
      part_options.hooks.on_epoch = [&](std::size_t index, const EpochRecord& record) {
        options.hooks.on_epoch(start.trials[index], record);
      };
    if (is_beyond(start, options.pause_after)) start.files.clear();
    auto ended = Trainer(part, data, part_options, std::move(start.files)).run();
    for (std::size_t i = 0; i < ended.size(); ++i) outcomes[start.trials[i]] = std::move(ended[i]);
  }
  return outcomes;
}

}  // namespace friendly
