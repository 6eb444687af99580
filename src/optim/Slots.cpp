#include "optim/Slots.hpp"

#include <functional>
#include <numeric>

#include "core/Check.hpp"

namespace friendly {

using torch::Tensor;

namespace {

constexpr std::int64_t kAlignment = 128;  // bytes

std::int64_t product(const std::vector<std::int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::int64_t round_up(std::int64_t number, std::int64_t multiple) {
  return (number + multiple - 1) / multiple * multiple;
}

}  // namespace

Slots::Slots(std::int64_t replicas, Shapes shapes, const torch::TensorOptions& options)
    : replicas_(replicas), shapes_(std::move(shapes)) {
  const auto item =
      static_cast<std::int64_t>(torch::elementSize(torch::typeMetaToScalarType(options.dtype())));
  const std::int64_t unit = kAlignment / item;
  std::int64_t total = unit;  // room for an aligned start
  for (const auto& shape : shapes_) total += round_up(replicas * product(shape), unit);
  const Tensor memory = torch::zeros({total}, options);
  const auto address = static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(memory.data_ptr()));
  std::int64_t offset = (round_up(address, kAlignment) - address) / item;
  for (const auto& shape : shapes_) {
    std::vector<std::int64_t> of_array = {replicas};
    of_array.insert(of_array.end(), shape.begin(), shape.end());
    tensors_.push_back(memory.narrow(0, offset, replicas * product(shape)).view(of_array));
    offset += round_up(replicas * product(shape), unit);
  }
}

std::vector<Tensor> Slots::leaves(std::int64_t first, std::int64_t count, bool requires_grad) const {
  std::vector<Tensor> result;
  for (const Tensor& tensor : tensors_) {
    result.push_back(tensor.narrow(0, first, count).detach());
    result.back().requires_grad_(requires_grad);
  }
  return result;
}

Tensor Slots::flat(std::int64_t replica) const {
  std::vector<Tensor> parts;
  for (const Tensor& tensor : tensors_) parts.push_back(tensor[replica].reshape({-1}));
  return torch::cat(parts);
}

void Slots::set_flat(std::int64_t replica, const Tensor& values) {
  std::int64_t offset = 0;
  for (const Tensor& tensor : tensors_) {
    Tensor target = tensor[replica];
    target.copy_(values.narrow(0, offset, target.numel()).view(target.sizes()));
    offset += target.numel();
  }
  FRIENDLY_CHECK(offset == values.numel(), "one number per parameter");
}

}  // namespace friendly
