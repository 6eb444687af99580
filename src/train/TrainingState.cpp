#include "train/TrainingState.hpp"

#include <torch/version.h>

#include "core/BuildInfo.hpp"
#include "train/Checkpoint.hpp"

namespace friendly {

using torch::Tensor;

TrainingState::TrainingState(const std::vector<TrialSpec>& specs, const Dataset& data, bool shuffle,
                             const torch::Device& device, Observer& observer)
    : data_checksum(data.checksum),
      array(specs, data, device),
      minibatches(data.train, array.specs, shuffle),
      method(make_method(array, observer)),
      sums(torch::zeros({2, array.replicas()}, array.options.dtype(torch::kFloat64))),
      records(specs.size()),
      divergence(specs.size()) {
  for (std::size_t r = 0; r < specs.size(); ++r)
    rates.emplace_back(array.specs[r], array.plans[r].steps_with_simp());
}

nlohmann::json TrainingState::identity() const {
  nlohmann::json specs = nlohmann::json::array();
  for (const TrialSpec& spec : array.specs) specs.push_back(to_json(spec));
  return {{"version", program_version()},
          {"libtorch", TORCH_VERSION},
          {"dataset", data_checksum},
          {"trials", specs}};
}

std::vector<Tensor> TrainingState::tensors() {
  std::vector<Tensor> all = {sums};
  const auto append = [&](const std::vector<Tensor>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  append(method->tensors());
  append(array.classifier.tensors());
  if (array.simplifier) append(array.simplifier->tensors());
  return all;
}

void TrainingState::save(const std::string& path) {
  const Position& position = array.position;
  nlohmann::json head = {{"identity", identity()},
                         {"position", {position.epoch, position.pass, position.minibatch, position.step}},
                         {"ends", divergence},
                         {"learning_rates", array.classifier.optimizer().learning_rates()},
                         {"rates", nlohmann::json::array()},
                         {"records", nlohmann::json::array()}};
  for (const RateSchedule& rate : rates) head["rates"].push_back(rate.save());
  for (const auto& replica : records) {
    head["records"].push_back(nlohmann::json::array());
    for (const EpochRecord& record : replica) head["records"].back().push_back(to_json(record));
  }
  auto all = tensors();
  for (at::Generator& stream : array.classifier.state().dropout_streams) all.push_back(stream.get_state());
  write_checkpoint(path, head, all);
}

void TrainingState::load(const std::string& path) {
  auto all = tensors();
  auto& streams = array.classifier.state().dropout_streams;
  const std::size_t first_stream = all.size();
  for (at::Generator& stream : streams) all.push_back(stream.get_state());
  const torch::NoGradGuard no_graph;
  const auto head = read_checkpoint(path, identity(), all);
  for (std::size_t i = 0; i < streams.size(); ++i) streams[i].set_state(all[first_stream + i]);
  const auto position = head.at("position").get<std::vector<std::int64_t>>();
  array.position = {position.at(0), position.at(1), position.at(2), position.at(3)};
  head.at("ends").get_to(divergence);
  for (std::size_t r = 0; r < rates.size(); ++r) {
    rates[r].load(head.at("rates").at(r));
    for (const auto& record : head.at("records").at(r)) records[r].push_back(epoch_from_json(record));
  }
  array.classifier.optimizer().set_learning_rates(head.at("learning_rates").get<std::vector<double>>());
}

}  // namespace friendly
