#include "net/Network.hpp"

#include <ATen/CPUGeneratorImpl.h>

#include "core/Check.hpp"

namespace friendly {
namespace {

std::int64_t element_count(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (std::int64_t size : shape) count *= size;
  return count;
}

}  // namespace

std::string NetworkState::new_layer(const std::string& kind) {
  return kind + std::to_string(++layers_[kind]);
}

std::size_t NetworkState::add_parameter(ParameterSlot slot) {
  slots_.push_back(std::move(slot));
  return slots_.size() - 1;
}

std::size_t NetworkState::add_statistic(StatisticSlot slot) {
  statistic_slots_.push_back(std::move(slot));
  return statistic_slots_.size() - 1;
}

void NetworkState::place(std::int64_t replicas, const torch::TensorOptions& options) {
  statistics_.clear();
  for (const StatisticSlot& slot : statistic_slots_)
    statistics_.push_back(torch::full({replicas, slot.size}, slot.initial, options));
}

void NetworkState::bind(std::vector<torch::Tensor> values, std::int64_t first) {
  FRIENDLY_CHECK(values.size() == slots_.size(), "one tensor per slot");
  parameters_ = std::move(values);
  first_ = first;
}

torch::Tensor NetworkState::only_parameter(std::size_t slot) const {
  FRIENDLY_CHECK(replicas() == 1, "a single replica must be in use");
  return parameters_[slot].squeeze(0);  // its backward costs nothing
}

torch::Tensor NetworkState::only_statistic(std::size_t index) const {
  FRIENDLY_CHECK(replicas() == 1, "a single replica must be in use");
  return statistics_[index][first_];
}

torch::Tensor NetworkState::only_dropout_key() const {
  FRIENDLY_CHECK(replicas() == 1, "a single replica must be in use");
  return dropout_keys.narrow(0, first_, 1);
}

std::int64_t Network::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& slot : state_.slots()) count += element_count(slot.shape);
  return count;
}

torch::Tensor initial_parameters(const std::vector<ParameterSlot>& slots, std::uint64_t seed) {
  auto generator = at::detail::createCPUGenerator(seed);
  std::vector<torch::Tensor> parts;
  for (const auto& slot : slots) {
    auto part = torch::full({element_count(slot.shape)}, slot.fill, torch::kFloat64);
    if (slot.bound > 0) part.uniform_(-slot.bound, slot.bound, generator);
    parts.push_back(part);
  }
  return torch::cat(parts);
}

}  // namespace friendly
