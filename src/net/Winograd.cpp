#include "net/Winograd.hpp"

#include <torch/autograd.h>

#include <array>
#include <cmath>

#include "core/VectorLevel.hpp"
#include "net/WinogradLoops.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// The weights' transform of one line, [6, r]: powers of the interpolation points, scaled.
Tensor line_transform(std::int64_t kernel) {
  constexpr std::array<double, 5> points = {0, 1, -1, 2, -2},
                                  scales = {1.0 / 4, -1.0 / 6, -1.0 / 6, 1.0 / 24, 1.0 / 24};
  Tensor lines = torch::zeros({6, kernel}, torch::kFloat64);
  for (std::int64_t i = 0; i < 5; ++i)
    for (std::int64_t j = 0; j < kernel; ++j)
      lines[i][j] = scales[static_cast<std::size_t>(i)] * std::pow(points[static_cast<std::size_t>(i)], j);
  lines[5][kernel - 1] = 1;
  return lines;
}

// That of a kernel, [36, r²].
const Tensor& kernel_transform(std::int64_t kernel) {
  static const std::array<Tensor, 3> transforms = [] {
    std::array<Tensor, 3> all;
    for (std::int64_t r = 2; r <= 4; ++r) {
      const Tensor line = line_transform(r);
      all[static_cast<std::size_t>(r - 2)] = torch::kron(line, line).to(torch::kFloat32);
    }
    return all;
  }();
  return transforms[static_cast<std::size_t>(kernel - 2)];
}

WinogradShape shape_of(const Tensor& x, std::int64_t out_channels, std::int64_t kernel,
                       std::int64_t padding) {
  const std::int64_t more = 2 * padding - kernel + 1;
  return {x.size(0),        x.size(2),    x.size(3), x.size(1), x.size(2) + more,
          x.size(3) + more, out_channels, kernel,    padding};
}

Tensor in_channels_last(const Tensor& images) {
  return images.contiguous(torch::MemoryFormat::ChannelsLast);
}

Tensor convolve(const Tensor& images, const Tensor& weight, const Tensor& bias, std::int64_t padding) {
  const std::int64_t outputs = weight.size(0), kernel = weight.size(2);
  const Tensor x = in_channels_last(images);
  const Tensor transformed =
      torch::mm(kernel_transform(kernel), weight.permute({2, 3, 1, 0}).reshape({kernel * kernel, -1}));
  const WinogradShape shape = shape_of(x, outputs, kernel, padding);
  const Tensor y = torch::empty({shape.images, outputs, shape.out_height, shape.out_width}, x.options(),
                                torch::MemoryFormat::ChannelsLast);
  winograd_forward(shape, x.data_ptr<float>(), transformed.data_ptr<float>(),
                   bias.defined() ? bias.data_ptr<float>() : nullptr, y.data_ptr<float>());
  return y;
}

Tensor weight_gradient(const Tensor& images, const Tensor& output_gradient, const Tensor& weight,
                       std::int64_t padding) {
  const std::int64_t outputs = weight.size(0), inputs = weight.size(1), kernel = weight.size(2);
  const Tensor x = in_channels_last(images);
  const Tensor transformed = torch::zeros({36, inputs, outputs}, x.options());
  winograd_weight_gradient(shape_of(x, outputs, kernel, padding), x.data_ptr<float>(),
                           output_gradient.data_ptr<float>(), transformed.data_ptr<float>());
  return torch::mm(kernel_transform(kernel).t(), transformed.view({36, -1}))
      .view({kernel, kernel, inputs, outputs})
      .permute({3, 2, 0, 1});
}

class Convolution : public torch::autograd::Function<Convolution> {
 public:
  static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x, const Tensor& weight,
                        const Tensor& bias, std::int64_t padding) {
    context->save_for_backward({x, weight});
    context->saved_data["padding"] = padding;
    return convolve(x, weight, bias, padding);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], y_gradient = in_channels_last(gradients[0]);
    const std::int64_t padding = context->saved_data["padding"].toInt();
    torch::autograd::variable_list result(4);
    // The gradient by the input is a convolution with the kernels turned around.
    if (context->needs_input_grad(0))
      result[0] = convolve(y_gradient, weight.flip({2, 3}).transpose(0, 1), {}, weight.size(2) - 1 - padding);
    if (context->needs_input_grad(1)) result[1] = weight_gradient(x, y_gradient, weight, padding);
    if (context->needs_input_grad(2)) result[2] = y_gradient.sum({0, 2, 3});
    return result;
  }
};

}  // namespace

bool suits_winograd(const Tensor& x, const Tensor& weight, std::int64_t stride) {
  const auto kernel = weight.size(2);
  return has_wide_vectors() && x.is_cpu() && x.scalar_type() == torch::kFloat32 && stride == 1 &&
         kernel >= 2 && kernel <= 4 && weight.size(0) % 16 == 0 && weight.size(1) % 16 == 0;
}

Tensor winograd_convolution(const Tensor& x, const Tensor& weight, const Tensor& bias, std::int64_t padding) {
  return Convolution::apply(
      x, weight, bias.defined() ? bias : torch::zeros({weight.size(0)}, weight.options()), padding);
}

}  // namespace friendly
