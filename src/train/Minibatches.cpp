#include "train/Minibatches.hpp"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>

#include "core/Seed.hpp"

namespace friendly {

using torch::Tensor;

namespace {

constexpr std::int64_t kPadding = 4;

}  // namespace

Minibatches::Minibatches(const Examples& examples, const std::vector<TrialSpec>& replicas, bool shuffle)
    : examples_(examples),
      batch_size_(replicas.front().batch_size),
      seed_(replicas.front().seed),
      shuffle_(shuffle),
      augment_(replicas.front().data_augmentation && examples.inputs.dim() == 4) {
  std::vector<std::int64_t> run_of_replica;
  for (const TrialSpec& spec : replicas) {
    const auto found = std::find(runs_.begin(), runs_.end(), spec.run);
    run_of_replica.push_back(found - runs_.begin());
    if (found == runs_.end()) runs_.push_back(spec.run);
  }
  run_of_replica_ = torch::tensor(run_of_replica, torch::kInt64).to(examples.labels.device());
}

void Minibatches::start_pass(std::int64_t epoch, std::int64_t pass) {
  std::vector<Tensor> orders, augmentations;
  for (std::int64_t run : runs_) {
    const auto stream = [&](const char* purpose) {
      return at::detail::createCPUGenerator(derive_seed(purpose, {seed_, run, epoch, pass}));
    };
    orders.push_back(shuffle_ ? torch::randperm(examples_.size(), stream("order"), torch::kInt64)
                              : torch::arange(examples_.size(), torch::kInt64));
    if (augment_) {
      auto generator = stream("augmentation");
      const Tensor shifts = torch::randint(2 * kPadding + 1, {examples_.size(), 2}, generator, torch::kInt64);
      const Tensor flips = torch::randint(2, {examples_.size(), 1}, generator, torch::kInt64);
      augmentations.push_back(torch::cat({shifts, flips}, 1));
    }
  }
  set_by_minibatch(orders_, torch::stack(orders));
  if (augment_) set_by_minibatch(augmentations_, torch::stack(augmentations));
  select(0);
}

void Minibatches::set_by_minibatch(StepTable& table, const Tensor& numbers) const {
  auto shape = numbers.sizes().vec();
  shape[1] = count() * batch_size_ - examples_.size();
  const Tensor padded = torch::cat({numbers, numbers.new_zeros(shape)}, 1);
  table.set(padded.unflatten(1, {count(), batch_size_}).transpose(0, 1).contiguous(),
            examples_.labels.device());
}

void Minibatches::select(std::int64_t index) {
  orders_.select(index);
  if (augment_) augmentations_.select(index);
  selected_size_ = std::min(batch_size_, examples_.size() - index * batch_size_);
}

Minibatch Minibatches::get(const Tile& tile) const {
  const std::int64_t size = selected_size_;
  const auto rows = [&](const StepTable& by_run) {
    const Tensor slice = by_run.now().narrow(1, 0, size);
    return runs_.size() == 1 ? slice
                             : slice.index_select(0, run_of_replica_.narrow(0, tile.first, tile.count));
  };
  const Tensor indices = rows(orders_);
  const Tensor flat = indices.reshape({-1});
  Tensor inputs = examples_.inputs_at(flat);
  if (augment_) inputs = augmented(inputs, rows(augmentations_).reshape({-1, 3}));
  std::vector<std::int64_t> shape = {indices.size(0), size};
  shape.insert(shape.end(), inputs.sizes().begin() + 1, inputs.sizes().end());
  return {inputs.view(shape), examples_.labels.index_select(0, flat).view({indices.size(0), size})};
}

Tensor Minibatches::augmented(const Tensor& images, const Tensor& choices) const {
  const auto count = images.size(0), channels = images.size(1), height = images.size(2),
             width = images.size(3);
  const auto options = choices.options();
  const Tensor padded = torch::constant_pad_nd(images, {kPadding, kPadding, kPadding, kPadding});
  const Tensor rows = choices.select(1, 0).unsqueeze(1) + torch::arange(height, options);
  const Tensor straight = torch::arange(width, options).unsqueeze(0);
  const Tensor columns = choices.select(1, 1).unsqueeze(1) +
                         torch::where(choices.select(1, 2).unsqueeze(1) > 0, width - 1 - straight, straight);
  return padded.index({torch::arange(count, options).view({-1, 1, 1, 1}),
                       torch::arange(channels, options).view({1, -1, 1, 1}), rows.view({count, 1, height, 1}),
                       columns.view({count, 1, 1, width})});
}

}  // namespace friendly
