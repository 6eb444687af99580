#include "GoldenCase.hpp"

#include <cmath>
#include <fstream>

#include "trial/Hyperparameters.hpp"

namespace friendly::testing {

using nlohmann::json;
using torch::Tensor;

namespace {

Tensor counted(std::int64_t count) {
  return torch::arange(count, torch::kFloat64);
}

// A network's weights by the formula of docs/method.md, "How this is proven", flat.
Tensor formula_parameters(const std::vector<ParameterSlot>& slots, double salt) {
  std::vector<Tensor> parts;
  for (std::size_t j = 0; j < slots.size(); ++j) {
    std::int64_t numel = 1;
    for (auto size : slots[j].shape) numel *= size;
    const Tensor s = torch::sin(0.7 * counted(numel) + 1.3 * static_cast<double>(j) + salt);
    const bool is_norm_weight = slots[j].shape.size() == 1 && slots[j].bound == 0 && slots[j].fill == 1;
    if (slots[j].shape.size() >= 2)
      parts.push_back(s / std::sqrt(static_cast<double>(numel) / static_cast<double>(slots[j].shape[0])));
    else
      parts.push_back(is_norm_weight ? 1 + 0.1 * s : 0.1 * s);
  }
  return torch::cat(parts);
}

Examples formula_examples(std::int64_t count, const std::vector<std::int64_t>& shape, std::int64_t classes,
                          int salt) {
  std::int64_t values = 1;
  for (auto size : shape) values *= size;
  const Tensor i = counted(count * values);
  const Tensor x = 0.5 + 0.5 * torch::sin(0.37 * i + 0.11 * torch::floor(i / values) + salt);
  auto full = shape;
  full.insert(full.begin(), count);
  const Tensor labels = (7 * torch::arange(count, torch::kInt64) + 3 + salt).remainder(classes);
  return {x.view(full), labels};
}

}  // namespace

GoldenCase read_golden_case(const std::string& path) {
  GoldenCase result;
  result.trace = json::parse(std::ifstream(path));
  result.name = result.trace.at("name");
  json config = result.trace.at("config");
  if (config.at("cos_scheduler").is_null()) config["cos_scheduler"] = "none";
  TrialSpec& spec = result.spec;
  spec = default_spec(config.at("method"), config.at("arch"));
  spec.dataset = "golden";
  spec.dtype = "float64";
  spec.test_when = "epoch";
  spec.dropout = spec.data_augmentation = false;
  for (const auto& hyperparameter : hyperparameters())
    if (config.contains(hyperparameter.name) && hyperparameter.name != "n_train")
      set_value(spec, hyperparameter, config.at(hyperparameter.name), path);

  auto shape = config.at("input").get<std::vector<std::int64_t>>();
  if (shape.size() == 3) shape = {shape[2], shape[0], shape[1]};
  const std::int64_t classes = config.at("n_classes");
  result.data = {result.name,
                 classes,
                 formula_examples(config.at("n_train"), shape, classes, 0),
                 formula_examples(config.at("n_valid"), shape, classes, 1),
                 formula_examples(config.at("n_test"), shape, classes, 2),
                 result.name,
                 "a formula"};
  return result;
}

void GoldenObserver::on_start(TrialArray& array) {
  for (std::int64_t r = 0; r < array.replicas(); ++r) {
    if (array.order[static_cast<std::size_t>(r)] == trial_) replica_ = r;
    array.classifier.parameters().set_flat(r, formula_parameters(array.classifier.state().slots(), 0.25));
    if (array.simplifier)
      array.simplifier->parameters().set_flat(r, formula_parameters(array.simplifier->state().slots(), 0.75));
  }
}

void GoldenObserver::on_loss(const Tile& tile, const Tensor& losses, const Tensor& counts) {
  const std::int64_t row = replica_ - tile.first;
  if (row < 0 || row >= tile.count || (counts.defined() && !counts[row].item<bool>())) return;
  trace.losses.push_back(losses[row].item<double>());
}

void GoldenObserver::on_evaluation(TrialArray& array, const Evaluation& evaluation, std::int64_t) {
  const auto r = static_cast<std::size_t>(replica_);
  const auto epoch = static_cast<std::size_t>(array.position.epoch);
  const double scale = array.plans[r].scale(array.position.step - 1);
  // Evaluations after passes in which this replica took no part do not count as its own.
  const bool repeated = !trace.epochs.empty() && trace.epochs.back().epoch == epoch &&
                        trace.epochs.back().n_losses == trace.losses.size();
  if (repeated) return;
  const auto sum = [&](LearnerBase& learner) {
    return learner.parameters().flat(replica_).sum().item<double>();
  };
  const auto sum_of_squares = [&](LearnerBase& learner) {
    return learner.parameters().flat(replica_).square().sum().item<double>();
  };
  const bool simplifies = array.simplifier.has_value();
  trace.epochs.push_back(
      {evaluation.valid.loss[r], evaluation.valid.accuracy[r], evaluation.test.loss[r],
       evaluation.test.accuracy[r], sum(array.classifier), sum_of_squares(array.classifier),
       simplifies ? sum(*array.simplifier) : std::nan(""),
       simplifies ? sum_of_squares(*array.simplifier) : std::nan(""), trace.losses.size(), epoch, scale});
}

}  // namespace friendly::testing
