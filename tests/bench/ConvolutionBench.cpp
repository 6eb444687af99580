// One convolution of 32 images with channels last, forward (direction 0), its gradients by the input (1) and
// by the weights and biases (2): LibTorch's (ours 0) and net/Winograd (1). README.md in this folder has
// results.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include "net/Layers.hpp"
#include "net/Winograd.hpp"
#include "system/Memory.hpp"

namespace friendly {
namespace {

using torch::Tensor;

void convolution(benchmark::State& state) {
  const std::int64_t in = state.range(0), out = state.range(1), kernel = state.range(2),
                     size = state.range(3);
  const std::int64_t direction = state.range(4), padding = kernel == 3 ? 1 : 0;
  const bool is_ours = state.range(5) != 0;
  const Tensor x = channels_last(torch::rand({32, in, size, size})).requires_grad_(),
               weight = torch::rand({out, in, kernel, kernel}).requires_grad_(),
               bias = torch::rand({out}).requires_grad_();
  const auto forward = [&] {
    return is_ours ? winograd_convolution(x, weight, bias, padding)
                   : torch::conv2d(x, weight, bias, 1, padding);
  };
  const Tensor y = forward(), gradient = torch::rand_like(y);
  const std::vector<Tensor> sources =
      direction == 1 ? std::vector<Tensor>{x} : std::vector<Tensor>{weight, bias};
  for (auto _ : state) {
    if (direction == 0)
      forward();
    else
      torch::autograd::grad({y}, sources, {gradient}, true);
  }
  const std::int64_t pixels = y.size(2) * y.size(3);
  state.counters["FLOP/s"] = benchmark::Counter(
      2.0 * 32 * static_cast<double>(in * out * kernel * kernel * pixels * state.iterations()),
      benchmark::Counter::kIsRate);
}

// Of cnn; of cnn2; of U-Nets with 16 and 64 filters; of resnet.
void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"in", "out", "kernel", "size", "direction", "ours"})->Unit(benchmark::kMillisecond);
  for (const auto& [in, out, kernel, size] : std::vector<std::array<std::int64_t, 4>>{{32, 64, 3, 26},
                                                                                      {32, 48, 4, 25},
                                                                                      {48, 64, 3, 22},
                                                                                      {64, 64, 2, 20},
                                                                                      {16, 16, 3, 28},
                                                                                      {32, 16, 3, 28},
                                                                                      {32, 32, 3, 14},
                                                                                      {32, 32, 3, 7},
                                                                                      {64, 64, 3, 28},
                                                                                      {128, 128, 3, 14},
                                                                                      {256, 128, 3, 14},
                                                                                      {128, 128, 3, 7},
                                                                                      {256, 256, 3, 8},
                                                                                      {512, 512, 3, 4}})
    for (const std::int64_t direction : {0, 1, 2})
      for (const std::int64_t ours : {0, 1}) benchmark->Args({in, out, kernel, size, direction, ours});
}

BENCHMARK(convolution)->Apply(shapes);

}  // namespace
}  // namespace friendly

int main(int count, char** values) {
  friendly::keep_freed_memory();
  torch::set_num_threads(1);
  benchmark::Initialize(&count, values);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
