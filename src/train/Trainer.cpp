#include "train/Trainer.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/BuildInfo.hpp"
#include "core/Check.hpp"
#include "core/Error.hpp"
#include "core/Interrupted.hpp"
#include "core/Stopwatch.hpp"
#include "train/Checkpoint.hpp"
#include "train/Method.hpp"
#include "train/Minibatches.hpp"
#include "train/RateSchedule.hpp"
#include "train/Selection.hpp"
#include "train/TrialArray.hpp"

namespace friendly {

using torch::Tensor;

namespace {

Dataset on_device(const Dataset& data, const TrialSpec& spec, const torch::Device& device) {
  const auto dtype = spec.dtype == "float64" ? torch::kFloat64 : torch::kFloat32;
  Dataset moved = data;
  for (Part* part : {&moved.train, &moved.valid, &moved.test}) {
    *part = part->to(device);
    part->inputs = part->inputs.to(dtype);
  }
  return moved;
}

/// The loop that all methods share. Everything that an interruption has to keep is in `array_`, `method_`,
/// `rates_`, `sums_`, `records_` and `ends_`.
class Trainer {
 public:
  Trainer(const std::vector<TrialSpec>& specs, const Dataset& data, const RunOptions& options);
  std::vector<TrialOutcome> run();

 private:
  std::int64_t epochs() const { return array_.specs.front().epochs; }

  void classifier_pass();
  void classifier_step(const Minibatch& batch);
  void before_step();
  void after_epoch_of_steps();
  void simplifier_passes();
  void finish_epoch();
  bool all_ended() const;
  TrialOutcome outcome(std::size_t replica) const;

  void pause_if_asked();
  nlohmann::json identity() const;
  std::vector<Tensor> tensors();
  void save();
  void save_if_possible();
  void load();

  const RunOptions& options_;
  Observer silent_;
  Observer& observer_;
  Dataset data_;
  Minibatches minibatches_;
  TrialArray array_;
  std::unique_ptr<Method> method_;
  std::vector<RateSchedule> rates_;
  Tensor sums_;  ///< [2, R], float64: loss and right predictions of the epoch's classifier steps
  Evaluation evaluation_;
  std::vector<std::vector<EpochRecord>> records_;  ///< by replica
  std::vector<std::string> ends_;                  ///< by replica: why it diverged, or empty
  Stopwatch epoch_watch_, checkpoint_watch_;
};

Trainer::Trainer(const std::vector<TrialSpec>& specs, const Dataset& data, const RunOptions& options)
    : options_(options),
      observer_(options.observer != nullptr ? *options.observer : silent_),
      data_(on_device(data, specs.front(), options.device)),
      minibatches_(data_.train, specs, options.shuffle),
      array_(specs, data_, minibatches_.count(), options.device),
      records_(specs.size()),
      ends_(specs.size()) {
  minibatches_ = Minibatches(data_.train, array_.specs, options.shuffle);
  method_ = make_method(array_, observer_);
  for (std::size_t r = 0; r < specs.size(); ++r)
    rates_.emplace_back(array_.specs[r], array_.plans[r].steps_with_simp());
  sums_ = torch::zeros({2, array_.replicas()}, array_.options.dtype(torch::kFloat64));
  observer_.on_start(array_);
  if (!options_.checkpoint.empty() && std::filesystem::exists(options_.checkpoint)) load();
}

std::vector<TrialOutcome> Trainer::run() {
  while (array_.position.epoch < epochs() && !all_ended()) {
    if (array_.position.pass == 0) classifier_pass();
    simplifier_passes();
    finish_epoch();
  }
  std::vector<TrialOutcome> outcomes(records_.size());
  for (std::size_t r = 0; r < records_.size(); ++r) outcomes[array_.order[r]] = outcome(r);
  return outcomes;
}

void Trainer::classifier_pass() {
  Position& position = array_.position;
  array_.classifier.state().training = true;
  array_.classifier.use(array_.replicas(), true);
  minibatches_.start_pass(position.epoch, 0);
  for (; position.minibatch < minibatches_.count(); ++position.minibatch, ++position.step) {
    pause_if_asked();
    before_step();
    classifier_step(minibatches_.get(position.minibatch, array_.replicas()));
  }
  after_epoch_of_steps();
  position.pass = 1;
  position.minibatch = 0;
}

void Trainer::before_step() {
  std::vector<double> rates;
  for (RateSchedule& rate : rates_) {
    rate.before_step(array_.position.step);
    rates.push_back(rate.rate());
  }
  if (rates != array_.classifier.optimizer().learning_rates())
    array_.classifier.optimizer().set_learning_rates(rates);
}

void Trainer::classifier_step(const Minibatch& batch) {
  const ClassifierInput input = method_->prepare(batch);
  const Tensor logits = array_.classifier(input.inputs);
  const Tensor losses = example_losses(logits, batch.labels);
  const Tensor entering = method_->entering(losses);
  const Tensor means =
      entering.defined()
          ? torch::where(entering, losses, torch::zeros({}, losses.options())).sum(1) / entering.sum(1)
          : losses.mean(1);
  observer_.on_loss(means.detach(), {});
  Tensor gradient = array_.classifier.gradient(means.sum());
  if (input.carried_gradient.defined())
    gradient.narrow(0, 0, input.carried_gradient.size(0)).add_(input.carried_gradient);
  array_.classifier.update(gradient);

  const torch::NoGradGuard no_graph;
  sums_[0].add_(means.to(torch::kFloat64), static_cast<double>(batch.size()));
  sums_[1].add_(right_predictions(logits, batch.labels));
}

void Trainer::after_epoch_of_steps() {
  const auto scales = array_.scales(array_.position.step - 1, array_.replicas());
  for (std::size_t r = 0; r < rates_.size(); ++r) rates_[r].after_epoch(scales[r]);
}

void Trainer::simplifier_passes() {
  Position& position = array_.position;
  std::int64_t count = method_->pass_replicas(position.pass);
  do {
    if (count > 0) {
      minibatches_.start_pass(position.epoch, position.pass);
      method_->start_pass();
      for (; position.minibatch < minibatches_.count(); ++position.minibatch) {
        pause_if_asked();
        method_->pass_step(minibatches_.get(position.minibatch, count));
      }
    }
    evaluation_ = evaluate(array_.classifier, data_, array_.specs.front().test_batch_size);
    observer_.on_evaluation(array_, evaluation_, count);
    if (count > 0) method_->finish_pass(evaluation_.valid.accuracy);
    ++position.pass;
    position.minibatch = 0;
    count = method_->pass_replicas(position.pass);
  } while (count > 0);
}

void Trainer::finish_epoch() {
  const auto examples = static_cast<double>(data_.train.size());
  const auto losses = numbers(sums_[0] / examples), accuracies = numbers(sums_[1] / examples);
  const auto scales = array_.scales(array_.position.step - 1, array_.replicas());
  const auto& learning_rates = array_.classifier.optimizer().learning_rates();
  std::vector<EpochRecord> records(records_.size());
  method_->finish_epoch(records);
  const double seconds = epoch_watch_.seconds();
  epoch_watch_.restart();
  for (std::size_t r = 0; r < records.size(); ++r) {
    EpochRecord& record = records[r];
    record.epoch = array_.position.epoch;
    record.train_loss = losses[r];
    record.train_acc = accuracies[r];
    record.val_loss = evaluation_.valid.loss[r];
    record.val_acc = evaluation_.valid.accuracy[r];
    record.test_loss = evaluation_.test.loss[r];
    record.test_acc = evaluation_.test.accuracy[r];
    record.scale = scales[r];
    record.lr_clf = learning_rates[r];
    record.seconds = seconds;
    if (!ends_[r].empty()) continue;
    records_[r].push_back(record);
    const std::pair<const char*, double> watched[] = {
        {"train_loss", record.train_loss}, {"val_loss", record.val_loss}, {"test_loss", record.test_loss}};
    for (const auto& [name, value] : watched)
      if (!std::isfinite(value) && ends_[r].empty())
        ends_[r] = fmt::format("{} became {} in epoch {}", name, value, record.epoch);
    if (options_.on_epoch) options_.on_epoch(array_.order[r], record);
  }
  observer_.on_epoch(array_, *method_, records_);
  sums_.zero_();
  ++array_.position.epoch;
  array_.position.pass = 0;
}

bool Trainer::all_ended() const {
  return std::none_of(ends_.begin(), ends_.end(), [](const std::string& reason) { return reason.empty(); });
}

TrialOutcome Trainer::outcome(std::size_t replica) const {
  TrialOutcome outcome{{}, records_[replica]};
  TrialResult& result = outcome.result;
  if (!ends_[replica].empty()) {
    result.status = status::kDiverged;
    result.reason = ends_[replica];
  }
  result.epochs_done = static_cast<std::int64_t>(outcome.epochs.size());
  result.n_parameters_clf = array_.classifier.parameter_count();
  // Whoever never simplifies has no simplifier, whatever its neighbours do.
  if (array_.simplifier && array_.plans[replica].steps_with_simp() > 0)
    result.n_parameters_simp = array_.simplifier->parameter_count();
  select_epoch(outcome.epochs, result);
  return outcome;
}

void Trainer::pause_if_asked() {
  if (options_.should_stop && options_.should_stop()) {
    if (!options_.checkpoint.empty()) save_if_possible();
    throw Interrupted();
  }
  if (!options_.checkpoint.empty() && checkpoint_watch_.seconds() > options_.checkpoint_interval)
    save_if_possible();
}

// A full disk costs the way back to this place, not the trials.
void Trainer::save_if_possible() {
  checkpoint_watch_.restart();
  try {
    save();
  } catch (const UserError& error) {
    spdlog::warn("training goes on without a new checkpoint: {}", error.what());
  }
}

nlohmann::json Trainer::identity() const {
  nlohmann::json specs = nlohmann::json::array();
  for (const TrialSpec& spec : array_.specs) specs.push_back(to_json(spec));
  return {{"version", program_version()},
          {"libtorch", TORCH_VERSION},
          {"dataset", data_.checksum},
          {"trials", specs}};
}

std::vector<Tensor> Trainer::tensors() {
  std::vector<Tensor> all = {sums_};
  const auto append = [&](const std::vector<Tensor>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  append(method_->tensors());
  append(array_.classifier.tensors());
  if (array_.simplifier) append(array_.simplifier->tensors());
  return all;
}

void Trainer::save() {
  const Position& position = array_.position;
  nlohmann::json head = {{"identity", identity()},
                         {"position", {position.epoch, position.pass, position.minibatch, position.step}},
                         {"ends", ends_},
                         {"learning_rates", array_.classifier.optimizer().learning_rates()},
                         {"rates", nlohmann::json::array()},
                         {"records", nlohmann::json::array()}};
  for (const RateSchedule& rate : rates_) head["rates"].push_back(rate.save());
  for (const auto& replica : records_) {
    head["records"].push_back(nlohmann::json::array());
    for (const EpochRecord& record : replica) head["records"].back().push_back(to_json(record));
  }
  auto all = tensors();
  for (at::Generator& stream : array_.classifier.state().dropout_streams) all.push_back(stream.get_state());
  write_checkpoint(options_.checkpoint, head, all);
  checkpoint_watch_.restart();
}

void Trainer::load() {
  auto all = tensors();
  auto& streams = array_.classifier.state().dropout_streams;
  const std::size_t first_stream = all.size();
  for (at::Generator& stream : streams) all.push_back(stream.get_state());
  const torch::NoGradGuard no_graph;
  const auto head = read_checkpoint(options_.checkpoint, identity(), all);
  for (std::size_t i = 0; i < streams.size(); ++i) streams[i].set_state(all[first_stream + i]);
  const auto position = head.at("position").get<std::vector<std::int64_t>>();
  array_.position = {position.at(0), position.at(1), position.at(2), position.at(3)};
  head.at("ends").get_to(ends_);
  for (std::size_t r = 0; r < rates_.size(); ++r) {
    rates_[r].load(head.at("rates").at(r));
    for (const auto& record : head.at("records").at(r)) records_[r].push_back(epoch_from_json(record));
  }
  array_.classifier.optimizer().set_learning_rates(head.at("learning_rates").get<std::vector<double>>());
}

}  // namespace

std::vector<TrialOutcome> run_bundle(const std::vector<TrialSpec>& specs, const Dataset& data,
                                     const RunOptions& options) {
  FRIENDLY_CHECK(!specs.empty(), "a bundle has trials");
  for (const TrialSpec& spec : specs) check_trainable(spec, data);
  return Trainer(specs, data, options).run();
}

}  // namespace friendly
