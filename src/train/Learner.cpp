#include "train/Learner.hpp"

#include <torch/autograd.h>

namespace friendly {

using torch::Tensor;

namespace {

std::vector<std::vector<std::int64_t>> shapes_of(const NetworkState& state) {
  std::vector<std::vector<std::int64_t>> shapes;
  for (const auto& slot : state.slots()) shapes.push_back(slot.shape);
  return shapes;
}

Slots drawn_parameters(const NetworkState& state, const LearnerOptions& options) {
  const auto replicas = static_cast<std::int64_t>(options.seeds.size());
  Slots parameters(replicas, shapes_of(state), options.tensor);
  for (std::int64_t r = 0; r < replicas; ++r)
    parameters.set_flat(r, initial_parameters(state.slots(), options.seeds[static_cast<std::size_t>(r)]));
  return parameters;
}

}  // namespace

LearnerBase::LearnerBase(std::unique_ptr<Network> network, const LearnerOptions& options)
    : network_(std::move(network)),
      activations_(options.activations.value_or(torch::typeMetaToScalarType(options.tensor.dtype()))),
      parameters_(drawn_parameters(network_->state(), options)),
      optimizer_(options.optimizer, parameters_, options.rates, options.weight_decays) {
  network_->state().place(parameters_.replicas(), options.tensor);
  use({0, parameters_.replicas()}, true);
}

std::vector<Tile> LearnerBase::tiles(bool of_all) const {
  const std::int64_t replicas = parameters_.replicas();
  if (of_all) return {{0, replicas}};
  std::vector<Tile> singles;
  for (std::int64_t r = 0; r < replicas; ++r) singles.push_back({r, 1});
  return singles;
}

void LearnerBase::use(const Tile& tile, bool requires_grad) {
  if (tile.first == tile_.first && tile.count == tile_.count && requires_grad == requires_grad_) return;
  leaves_ = parameters_.leaves(tile.first, tile.count, requires_grad);
  tile_ = tile;
  requires_grad_ = requires_grad;
  network_->state().bind(leaves_, tile.first);
}

std::vector<Tensor> LearnerBase::gradients(const std::vector<Tensor>& outputs,
                                           const std::vector<Tensor>& output_gradients) const {
  return torch::autograd::grad(outputs, leaves_, output_gradients);
}

std::vector<Tensor> LearnerBase::tensors() {
  std::vector<Tensor> all = parameters_.tensors();
  for (const auto& group : {optimizer_.state(), network_->state().statistics()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace friendly
