#include "net/NarrowLinear.hpp"

#include <torch/autograd.h>

#include "core/VectorLevel.hpp"
#include "net/NarrowLoops.hpp"

namespace friendly {

using torch::Tensor;

namespace {

constexpr std::int64_t kMostOutputs = 16, kLeastInputs = 64;

/// Calls `compute(replica, numbers of x)` for each replica; those of x [1 or R, B, in] may be shared.
template <class Compute>
void for_each_replica(const Tensor& x, std::int64_t replicas, const Compute& compute) {
  const std::int64_t step = x.size(0) == 1 ? 0 : x[0].numel();
  for (std::int64_t r = 0; r < replicas; ++r) compute(r, x.data_ptr<float>() + r * step);
}

Tensor weight_gradient(const Tensor& x, const Tensor& output_gradient) {
  const NarrowShape shape = {x.size(1), x.size(2), output_gradient.size(2)};
  const std::int64_t replicas = output_gradient.size(0);
  const Tensor gradient = torch::empty({replicas, shape.out, shape.in}, x.options());
  for_each_replica(x, replicas, [&](std::int64_t r, const float* inputs) {
    narrow_weight_gradient(shape, inputs, output_gradient.data_ptr<float>() + r * shape.batch * shape.out,
                           gradient.data_ptr<float>() + r * shape.out * shape.in);
  });
  return gradient;
}

class Product : public torch::autograd::Function<Product> {
 public:
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x, const Tensor& weight,
                        const Tensor& bias) {
    const Tensor in_order = x.contiguous();
    context->save_for_backward({in_order, weight});
    const NarrowShape shape = {x.size(1), x.size(2), weight.size(1)};
    const std::int64_t replicas = weight.size(0);
    const Tensor y = torch::empty({replicas, shape.batch, shape.out}, x.options());
    for_each_replica(in_order, replicas, [&](std::int64_t r, const float* inputs) {
      narrow_forward(shape, inputs, weight.data_ptr<float>() + r * shape.out * shape.in,
                     bias.data_ptr<float>() + r * shape.out,
                     y.data_ptr<float>() + r * shape.batch * shape.out);
    });
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], y_gradient = gradients[0].contiguous();
    torch::autograd::variable_list result(3);
    if (context->needs_input_grad(0)) {
      const Tensor of_replicas = torch::bmm(y_gradient, weight);
      result[0] = x.size(0) == weight.size(0) ? of_replicas : of_replicas.sum(0, true);
    }
    if (context->needs_input_grad(1)) result[1] = weight_gradient(x, y_gradient);
    if (context->needs_input_grad(2)) result[2] = y_gradient.sum(1);
    return result;
  }
};

}  // namespace

bool suits_narrow_linear(const Tensor& x, const Tensor& weight) {
  return has_wide_vectors() && x.is_cpu() && x.scalar_type() == torch::kFloat32 &&
         weight.size(1) <= kMostOutputs && weight.size(2) >= kLeastInputs && weight.size(2) % 16 == 0;
}

Tensor narrow_linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  return Product::apply(x, weight, bias);
}

}  // namespace friendly
