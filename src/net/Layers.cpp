#include "net/Layers.hpp"

#include <ATen/Dispatch.h>

#include <cmath>

#include "core/Check.hpp"
#include "net/DropoutMask.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// Joining R narrow products over a shared input into one pays only as long as copying the weights side by
// side is cheap compared with the product.
constexpr std::int64_t kWidestJoinedOutput = 64;

// On a CPU it pays from about this size; for smaller products BLAS has separate kernels, which round
// differently.
constexpr std::int64_t kSmallestJoinedProduct = 1'000'000;

ParameterSlot uniform_slot(std::string name, std::vector<std::int64_t> shape, std::int64_t fan_in) {
  return {std::move(shape), 1 / std::sqrt(static_cast<double>(fan_in)), 0, std::move(name)};
}

}  // namespace

Tensor stack_channels(const Tensor& x) {
  return x.size(0) == 1 ? x[0] : x.transpose(0, 1).reshape({x.size(1), -1, x.size(3), x.size(4)});
}

Tensor unstack_channels(const Tensor& x, std::int64_t replicas) {
  return x.view({x.size(0), replicas, -1, x.size(2), x.size(3)}).transpose(0, 1);
}

Tensor join_channels(const Tensor& first, const Tensor& second, std::int64_t replicas) {
  const auto split = [&](const Tensor& x) {
    return x.reshape({x.size(0), replicas, -1, x.size(2), x.size(3)});
  };
  return torch::cat({split(first), split(second)}, 2).view({first.size(0), -1, first.size(2), first.size(3)});
}

Linear::Linear(NetworkState& state, std::int64_t in, std::int64_t out) : state_(state) {
  const std::string name = state.new_layer("linear");
  weight_ = state.add_parameter(uniform_slot(name + ".weight", {out, in}, in));
  bias_ = state.add_parameter(uniform_slot(name + ".bias", {out}, in));
}

Tensor Linear::operator()(const Tensor& x) const {
  const Tensor& weight = state_.parameter(weight_);
  const Tensor& bias = state_.parameter(bias_);
  const auto replicas = weight.size(0), out = weight.size(1), in = weight.size(2), batch = x.size(1);
  const bool is_large = x.is_cuda() || batch * in * out > kSmallestJoinedProduct;
  if (x.size(0) == 1 && replicas > 1 && out <= kWidestJoinedOutput && is_large) {
    const Tensor joined = torch::addmm(bias.reshape({-1}), x[0], weight.reshape({-1, in}).t());
    return joined.view({batch, replicas, out}).transpose(0, 1);
  }
  return torch::baddbmm(bias.unsqueeze(1), x.expand({replicas, batch, in}), weight.transpose(1, 2));
}

Conv2d::Conv2d(NetworkState& state, std::int64_t in, std::int64_t out, ConvOptions options)
    : state_(state), in_(in), options_(options) {
  const std::string name = state.new_layer("conv");
  const std::int64_t kernel = options.kernel, fan_in = in * kernel * kernel;
  weight_ = state.add_parameter(uniform_slot(name + ".weight", {out, in, kernel, kernel}, fan_in));
  if (options.bias) bias_ = state.add_parameter(uniform_slot(name + ".bias", {out}, fan_in));
}

Tensor Conv2d::operator()(const Tensor& x) const {
  const Tensor& weight = state_.parameter(weight_);
  const auto replicas = weight.size(0);
  const bool is_shared = x.size(1) == in_;
  FRIENDLY_CHECK(is_shared || x.size(1) == in_ * replicas, "the input's channels must fit the array");
  const auto convolve = [&](const Tensor& input, const Tensor& filters, const Tensor& bias,
                            std::int64_t groups) {
    return torch::conv2d(input, filters, bias, options_.stride, options_.padding, 1, groups);
  };
  const Tensor bias = options_.bias ? state_.parameter(bias_) : Tensor();
  if (x.is_cuda())
    return convolve(x, weight.flatten(0, 1), options_.bias ? bias.flatten() : bias, is_shared ? 1 : replicas);
  // On a CPU a grouped convolution takes two to three times as long (tests/bench/README.md), and its rounding
  // depends on the number of filters. chunk() and unbind() have a single backward node for all their parts,
  // where slices would have one each.
  const auto filters = weight.unbind(0);
  const auto inputs = is_shared ? std::vector<Tensor>(filters.size(), x) : x.chunk(replicas, 1);
  const auto biases = options_.bias ? bias.unbind(0) : std::vector<Tensor>(filters.size());
  std::vector<Tensor> outputs;
  for (std::size_t r = 0; r < filters.size(); ++r)
    outputs.push_back(convolve(inputs[r], filters[r], biases[r], 1));
  return torch::cat(outputs, 1);
}

BatchNorm::BatchNorm(NetworkState& state, std::int64_t channels) : state_(state) {
  const std::string name = state.new_layer("norm");
  weight_ = state.add_parameter({{channels}, 0, 1, name + ".weight"});
  bias_ = state.add_parameter({{channels}, 0, 0, name + ".bias"});
  mean_ = state.add_statistic({channels, 0, name + ".running_mean"});
  variance_ = state.add_statistic({channels, 1, name + ".running_var"});
}

Tensor BatchNorm::stacked(const Tensor& x) const {
  // With one channel per replica the parameters are strided, and LibTorch then takes a different path, which
  // rounds differently.
  const Tensor weight = state_.parameter(weight_).flatten().contiguous(),
               bias = state_.parameter(bias_).flatten().contiguous();
  return torch::batch_norm(x, weight, bias, state_.statistic(mean_), state_.statistic(variance_),
                           state_.training, 0.1, 1e-5, true);
}

Tensor BatchNorm::flat(const Tensor& x) const {
  const auto replicas = x.size(0), batch = x.size(1), channels = x.size(2);
  if (x.is_cuda()) {
    const Tensor joined = x.transpose(0, 1).reshape({batch, replicas * channels});
    return stacked(joined).view({batch, replicas, channels}).transpose(0, 1);
  }
  // On a CPU rounding depends on a channel's position, so each replica is normalised alone.
  const auto inputs = x.unbind(0), weights = state_.parameter(weight_).unbind(0),
             biases = state_.parameter(bias_).unbind(0);
  const auto means = state_.statistic(mean_).chunk(replicas),
             variances = state_.statistic(variance_).chunk(replicas);
  std::vector<Tensor> outputs;
  for (std::size_t r = 0; r < inputs.size(); ++r)
    outputs.push_back(torch::batch_norm(inputs[r], weights[r], biases[r], means[r], variances[r],
                                        state_.training, 0.1, 1e-5, true));
  return torch::stack(outputs);
}

Dropout::Dropout(NetworkState& state, double probability)
    : state_(state), probability_(probability), layer_(state.new_dropout()) {}

Tensor Dropout::mask(const std::vector<std::int64_t>& shape, const torch::TensorOptions& options) const {
  const Tensor mask = torch::empty(shape, options.device(torch::kCPU));
  const std::int64_t count = mask[0].numel();
  AT_DISPATCH_FLOATING_TYPES(mask.scalar_type(), "dropout", [&] {
    for (std::int64_t r = 0; r < shape[0]; ++r)
      fill_dropout_mask(mask.data_ptr<scalar_t>() + r * count, count, probability_, state_.dropout_key(r),
                        layer_);
  });
  return mask.to(options.device());
}

Tensor Dropout::flat(const Tensor& x) const {
  return is_off() ? x : x * mask(x.sizes().vec(), x.options());
}

Tensor Dropout::stacked(const Tensor& x) const {
  if (is_off()) return x;
  const Tensor by_replica = unstack_channels(x, state_.replicas());
  return x * stack_channels(mask(by_replica.sizes().vec(), x.options())).view_as(x);
}

}  // namespace friendly
