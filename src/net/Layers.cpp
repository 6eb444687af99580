#include "net/Layers.hpp"

#include <fmt/format.h>
#include <torch/autograd.h>

#include <cmath>

#include "core/Check.hpp"
#include "net/DropoutMask.hpp"
#include "net/NarrowLinear.hpp"
#include "net/Winograd.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// Joining R narrow products over a shared input into one pays only as long as copying the weights side by
// side is cheap compared with the product.
constexpr std::int64_t kWidestJoinedOutput = 64;

// On a CPU it pays from about this size; for smaller products BLAS has separate kernels, which round
// differently.
constexpr std::int64_t kSmallestJoinedProduct = 1'000'000;

constexpr double kMomentum = 0.1, kEpsilon = 1e-5;  // of batch norm

ParameterSlot uniform_slot(std::string name, std::vector<std::int64_t> shape, std::int64_t fan_in) {
  return {std::move(shape), 1 / std::sqrt(static_cast<double>(fan_in)), 0, std::move(name)};
}

// Where torch::flatten's backward leaves channels first, max-pooling's would take seven times as long.
class Flattening : public torch::autograd::Function<Flattening> {
 public:
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& images) {
    context->saved_data["shape"] = images.sizes();
    return images.flatten(1);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    return {channels_last(gradients[0].view(context->saved_data["shape"].toIntVector()))};
  }
};

}  // namespace

Tensor channels_last(const Tensor& images) {
  // A single channel has the same order in memory either way, but only the strides of a new view say so.
  const Tensor rows = images.size(1) == 1
                          ? images.reshape({images.size(0), images.size(2), images.size(3), 1})
                          : images.permute({0, 2, 3, 1}).contiguous();
  return rows.permute({0, 3, 1, 2});
}

Tensor flatten_images(const Tensor& images) {
  return Flattening::apply(images);
}

Linear::Linear(NetworkState& state, std::int64_t in, std::int64_t out)
    : state_(state), name_(state.new_layer("linear")) {
  weight_ = state.add_parameter(uniform_slot(name_ + ".weight", {out, in}, in));
  bias_ = state.add_parameter(uniform_slot(name_ + ".bias", {out}, in));
}

Tensor Linear::operator()(const Tensor& x) const {
  const Tensor weight = in_type(state_.parameter(weight_), x.scalar_type());
  const Tensor bias = in_type(state_.parameter(bias_), x.scalar_type());
  if (suits_narrow_linear(x, weight)) return narrow_linear(x, weight, bias);
  const auto replicas = weight.size(0), out = weight.size(1), in = weight.size(2), batch = x.size(1);
  const bool is_large = x.is_cuda() || batch * in * out > kSmallestJoinedProduct;
  if (x.size(0) == 1 && is_large && (replicas == 1 || out <= kWidestJoinedOutput)) {
    const Tensor joined = torch::addmm(bias.reshape({-1}), x[0], weight.reshape({-1, in}).t());
    return joined.view({batch, replicas, out}).transpose(0, 1);
  }
  return torch::baddbmm(bias.unsqueeze(1), x.expand({replicas, batch, in}), weight.transpose(1, 2));
}

std::string Linear::script(const std::string& x) const {
  return fmt::format("torch.linear({0}, self.{1}.weight, self.{1}.bias)", x, name_);
}

Conv2d::Conv2d(NetworkState& state, std::int64_t in, std::int64_t out, ConvOptions options)
    : state_(state), name_(state.new_layer("conv")), options_(options) {
  const std::int64_t kernel = options.kernel, fan_in = in * kernel * kernel;
  weight_ = state.add_parameter(uniform_slot(name_ + ".weight", {out, in, kernel, kernel}, fan_in));
  if (options.bias) bias_ = state.add_parameter(uniform_slot(name_ + ".bias", {out}, fan_in));
}

Tensor Conv2d::operator()(const Tensor& x) const {
  const Tensor weight = in_type(state_.only_parameter(weight_), x.scalar_type()),
               bias = options_.bias ? in_type(state_.only_parameter(bias_), x.scalar_type()) : Tensor();
  if (suits_winograd(x, weight, options_.stride))
    return winograd_convolution(x, weight, bias, options_.padding);
  return torch::conv2d(x, weight, bias, options_.stride, options_.padding);
}

std::string Conv2d::script(const std::string& x) const {
  const std::string bias = options_.bias ? "self." + name_ + ".bias" : "None";
  return fmt::format("torch.conv2d({}, self.{}.weight, {}, {}, {})", x, name_, bias, options_.stride,
                     options_.padding);
}

BatchNorm::BatchNorm(NetworkState& state, std::int64_t channels)
    : state_(state), name_(state.new_layer("norm")) {
  weight_ = state.add_parameter({{channels}, 0, 1, name_ + ".weight"});
  bias_ = state.add_parameter({{channels}, 0, 0, name_ + ".bias"});
  mean_ = state.add_statistic({channels, 0, name_ + ".running_mean"});
  variance_ = state.add_statistic({channels, 1, name_ + ".running_var"});
}

Tensor BatchNorm::operator()(const Tensor& x) const {
  return torch::batch_norm(x, state_.only_parameter(weight_), state_.only_parameter(bias_),
                           state_.only_statistic(mean_), state_.only_statistic(variance_), state_.training,
                           kMomentum, kEpsilon, true);
}

std::string BatchNorm::script(const std::string& x) const {
  return fmt::format(
      "torch.batch_norm({0}, self.{1}.weight, self.{1}.bias, self.{1}.running_mean, self.{1}.running_var, "
      "False, {2}, {3}, True)",
      x, name_, kMomentum, kEpsilon);
}

Dropout::Dropout(NetworkState& state, double probability)
    : state_(state), probability_(probability), layer_(state.new_dropout()) {}

Tensor Dropout::operator()(const Tensor& x) const {
  if (!state_.training || !state_.dropout_keys.defined()) return x;
  return in_type(x * dropout_mask(x, probability_, state_.only_dropout_key(), layer_), x.scalar_type());
}

}  // namespace friendly
