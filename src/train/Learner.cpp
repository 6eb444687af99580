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
      parameters_(drawn_parameters(network_->state(), options)),
      optimizer_(make_optimizer(options.optimizer, parameters_, options.rates, options.weight_decays)) {
  network_->state().place(parameters_.replicas(), options.tensor);
  use(parameters_.replicas(), true);
}

void LearnerBase::use(std::int64_t replicas, bool requires_grad) {
  if (!leaves_.empty() && first_ == 0 && leaves_.front().size(0) == replicas &&
      requires_grad_ == requires_grad)
    return;
  leaves_ = parameters_.leaves(0, replicas, requires_grad);
  first_ = 0;
  requires_grad_ = requires_grad;
  network_->state().bind(leaves_);
}

void LearnerBase::use_only(std::int64_t replica) {
  leaves_ = parameters_.leaves(replica, 1, false);
  first_ = replica;
  requires_grad_ = false;
  network_->state().bind(leaves_, first_);
}

std::vector<Tensor> LearnerBase::gradients(const Tensor& loss) const {
  return torch::autograd::grad({loss}, leaves_);
}

std::vector<Tensor> LearnerBase::tensors() {
  std::vector<Tensor> all = parameters_.tensors();
  for (const auto& group : {optimizer_->state(), network_->state().statistics()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace friendly
