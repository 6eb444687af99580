#include "train/TrialArray.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "core/Error.hpp"
#include "core/Seed.hpp"
#include "net/Factory.hpp"
#include "train/RateSchedule.hpp"

namespace friendly {

using torch::Tensor;

namespace {

std::vector<std::size_t> longest_simplification_first(const std::vector<TrialSpec>& specs,
                                                      std::int64_t minibatches) {
  std::vector<std::int64_t> ends;
  for (const TrialSpec& spec : specs) ends.push_back(DevelopmentalPlan(spec, minibatches).steps_with_simp());
  std::vector<std::size_t> order(specs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return ends[a] > ends[b]; });
  return order;
}

std::vector<TrialSpec> in_order(const std::vector<TrialSpec>& specs, const std::vector<std::size_t>& order) {
  std::vector<TrialSpec> result;
  for (std::size_t index : order) result.push_back(specs[index]);
  return result;
}

LearnerOptions learner_options(const std::vector<TrialSpec>& specs, const torch::TensorOptions& tensor,
                               bool is_classifier) {
  LearnerOptions options;
  const std::string& name = specs.front().optim;
  options.optimizer = name != "sgdc+adam" ? name : is_classifier ? "sgd" : "adam";
  options.tensor = tensor;
  options.activations = activation_type(specs.front());
  for (const TrialSpec& spec : specs) {
    options.rates.push_back(is_classifier ? spec.lr_clf : spec.lr_simp);
    options.weight_decays.push_back(is_classifier ? spec.weight_decay_clf : spec.weight_decay_simp);
    options.seeds.push_back(derive_seed(is_classifier ? "classifier" : "simplifier", {spec.run}));
  }
  return options;
}

}  // namespace

bool operator<(const Position& a, const Position& b) {
  return std::tie(a.epoch, a.pass, a.minibatch) < std::tie(b.epoch, b.pass, b.minibatch);
}

nlohmann::json to_json(const Position& position) {
  return {position.epoch, position.pass, position.minibatch, position.step};
}

Position position_from_json(const nlohmann::json& numbers) {
  return {numbers.at(0), numbers.at(1), numbers.at(2), numbers.at(3)};
}

TrialArray::TrialArray(std::vector<TrialSpec> unordered, const Dataset& data, const torch::Device& device)
    : specs(unordered),
      order(longest_simplification_first(unordered, minibatch_count(unordered.front(), data))),
      options(tensor_options(unordered.front(), device)),
      classifier(make_classifier(unordered.front().arch, data.input_shape(), data.n_classes),
                 learner_options(in_order(unordered, order), options, true)),
      minibatches(minibatch_count(unordered.front(), data)),
      may_look(device.is_cpu()) {
  specs = in_order(unordered, order);
  for (const TrialSpec& spec : specs) plans.emplace_back(spec, minibatches);
  if (specs.front().method == "nft" && simplifying(0) > 0)
    simplifier.emplace(make_simplifier(simplifier_options(specs.front()), data.input_shape()),
                       learner_options(specs, options, false));
}

std::int64_t TrialArray::simplifying(std::int64_t step) const {
  return std::count_if(plans.begin(), plans.end(),
                       [&](const DevelopmentalPlan& plan) { return plan.steps_with_simp() > step; });
}

std::vector<Tile> TrialArray::tiles(std::int64_t count) const {
  const bool at_once = classifier.network().takes_whole_arrays() &&
                       (!simplifier || simplifier->network().takes_whole_arrays());
  std::vector<Tile> tiles;
  for (const Tile& tile : classifier.tiles(at_once))
    if (tile.first < count) tiles.push_back(tile.among_first(count));
  return tiles;
}

std::vector<double> TrialArray::scales(std::int64_t step, const Tile& tile) const {
  std::vector<double> result;
  for (std::int64_t r = tile.first; r < tile.end(); ++r)
    result.push_back(plans[static_cast<std::size_t>(r)].scale(step));
  return result;
}

void TrialArray::start_pass() {
  if (!specs.front().dropout) return;
  std::vector<std::int64_t> keys;
  for (std::int64_t step = 0; step < minibatches; ++step)
    for (const TrialSpec& spec : specs)
      keys.push_back(static_cast<std::int64_t>(
          derive_seed("dropout", {spec.run, spec.seed, position.epoch, position.pass, step})));
  dropout_keys_.set(torch::tensor(keys, torch::kInt64).view({minibatches, replicas()}), options.device());
  classifier.state().dropout_keys = dropout_keys_.now();
}

Tensor TrialArray::column(const std::vector<double>& numbers) const {
  return torch::tensor(numbers, torch::kFloat64).to(options);
}

void TrialArray::set_for_epoch(StepTable& table,
                               const std::function<double(std::int64_t, std::int64_t)>& number) const {
  const std::int64_t first = position.step - position.minibatch;
  std::vector<double> numbers;
  for (std::int64_t step = first; step < first + minibatches; ++step)
    for (std::int64_t r = 0; r < replicas(); ++r) numbers.push_back(number(step, r));
  table.set(torch::tensor(numbers, torch::kFloat64).view({minibatches, replicas()}), options.device());
}

std::int64_t minibatch_count(const TrialSpec& spec, const Dataset& data) {
  return (data.train.size() + spec.batch_size - 1) / spec.batch_size;
}

SimplifierOptions simplifier_options(const TrialSpec& spec) {
  return {spec.simplifier,
          spec.n_deep,
          spec.n_filters_base,
          spec.hidden,
          spec.activation,
          spec.target_conditioning,
          spec.sigmoid_postprocessing};
}

torch::TensorOptions tensor_options(const TrialSpec& spec, const torch::Device& device) {
  return torch::TensorOptions(device).dtype(spec.dtype == "float64" ? torch::kFloat64 : torch::kFloat32);
}

torch::Dtype activation_type(const TrialSpec& spec) {
  return spec.dtype == "bf16" ? torch::kBFloat16
                              : torch::typeMetaToScalarType(tensor_options(spec, torch::kCPU).dtype());
}

void check_trainable(const TrialSpec& spec, const Dataset& data) {
  const auto classifier = make_classifier(spec.arch, data.input_shape(), data.n_classes);
  if (spec.method == "nft" && spec.ratio_simp > 0)
    make_simplifier(simplifier_options(spec), data.input_shape());
  const auto minibatches = minibatch_count(spec, data);
  RateSchedule(spec, DevelopmentalPlan(spec, minibatches).steps_with_simp());
  if (classifier->needs_two_examples() && data.train.size() - (minibatches - 1) * spec.batch_size == 1)
    throw UserError(fmt::format("batch_size = {} is not possible here", spec.batch_size),
                    fmt::format("of {} training examples it leaves a single one in the last minibatch, and "
                                "{}'s batch norm needs two",
                                data.train.size(), spec.arch),
                    "change batch_size or n_train");
}

}  // namespace friendly
