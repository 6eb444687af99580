#include "train/TrainingState.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "train/Selection.hpp"

namespace friendly {

using torch::Tensor;

TrainingState::TrainingState(const std::vector<TrialSpec>& specs, const Dataset& data, bool shuffle,
                             const torch::Device& device, Observer& observer)
    : array(specs, data, device),
      best(array.classifier),
      minibatches(data.train, array.specs, shuffle),
      method(make_method(array, observer)),
      sums(torch::zeros({2, array.replicas()}, array.options.dtype(torch::kFloat64))),
      records(specs.size()),
      logs(specs.size()),
      results(specs.size()) {
  for (std::size_t r = 0; r < specs.size(); ++r)
    rates.emplace_back(array.specs[r], array.plans[r].steps_with_simp());
}

bool TrainingState::all_ended() const {
  return std::all_of(results.begin(), results.end(),
                     [](const TrialResult& result) { return result.status != status::kDone; });
}

void TrainingState::add(std::size_t replica, const EpochRecord& record) {
  records[replica].push_back(record);
  if (best_epoch(replica) == record.epoch) best.keep(static_cast<std::int64_t>(replica));
  const std::pair<const char*, double> watched[] = {{"train_loss", record.train_loss},
                                                    {"val_loss", record.val_loss}};
  for (const auto& [name, value] : watched)
    if (!std::isfinite(value) && !has_ended(replica)) {
      results[replica].status = status::kDiverged;
      results[replica].reason = fmt::format("{} became {} in epoch {}", name, value, record.epoch);
    }
}

std::int64_t TrainingState::best_epoch(std::size_t replica) const {
  TrialResult result;
  select_epoch(records[replica], result);
  return result.best_epoch;
}

TrialOutcome TrainingState::outcome(std::size_t replica) const {
  TrialOutcome outcome{results[replica], records[replica], logs[replica]};
  TrialResult& result = outcome.result;
  result.replicas = array.replicas();
  result.epochs_done = static_cast<std::int64_t>(outcome.epochs.size());
  result.n_parameters_clf = array.classifier.parameter_count();
  if (array.uses_simplifier(replica)) result.n_parameters_simp = array.simplifier->parameter_count();
  select_epoch(outcome.epochs, result);
  return outcome;
}

std::vector<Tensor> TrainingState::tensors(std::size_t replica) {
  std::vector<Tensor> rows;
  const auto append = [&](const std::vector<Tensor>& tensors) {
    for (const Tensor& tensor : tensors) rows.push_back(tensor[static_cast<std::int64_t>(replica)]);
  };
  append({sums.t()});
  append(array.classifier.tensors());
  append(best.tensors());
  // What only the neighbours use is left out: alone, the replica would not have it.
  if (array.simplifier && !array.uses_simplifier(replica)) return rows;
  append(method->tensors());
  if (array.simplifier) append(array.simplifier->tensors());
  return rows;
}

Replica TrainingState::replica(std::size_t replica) {
  auto epochs = nlohmann::json::array();
  for (const EpochRecord& record : records[replica]) epochs.push_back(to_json(record));
  nlohmann::json facts = {{"position", to_json(array.position)},
                          {"result", to_json(results[replica])},
                          {"epochs", epochs},
                          {"schedule", rates[replica].save()},
                          {"learning_rate", array.classifier.optimizer().learning_rates()[replica]}};
  if (!logs[replica].empty()) facts["log"] = logs[replica];
  return {facts, tensors(replica)};
}

void TrainingState::restore(std::size_t replica, ReplicaFile& file) {
  const torch::NoGradGuard no_graph;
  const nlohmann::json& facts = file.facts();
  file.read_into(tensors(replica));
  array.position = position_from_json(facts.at("position"));
  results[replica] = result_from_json(facts.at("result"));
  for (const auto& record : facts.at("epochs")) records[replica].push_back(epoch_from_json(record));
  logs[replica] = facts.value("log", ExampleLog{});
  rates[replica].load(facts.at("schedule"));
  auto learning_rates = array.classifier.optimizer().learning_rates();
  learning_rates[replica] = facts.at("learning_rate").get<double>();
  array.classifier.optimizer().set_learning_rates(learning_rates);
}

}  // namespace friendly
