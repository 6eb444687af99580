// One convolution of an array, forward with its gradients, for R replicas with minibatches of their own: one
// by one as the product computes them (way 0; on a GPU on several streams, replayed as graphs), as one
// grouped convolution (1), and unfolded into a batched product (2). Channels are last in memory; `dtype` is 0
// for float32, 1 for tf32, 2 for bf16. README.md in this folder has results.
#include <benchmark/benchmark.h>
#include <torch/cuda.h>
#include <torch/torch.h>

#include <array>

#include "net/Layers.hpp"
#include "net/Winograd.hpp"
#include "system/Device.hpp"
#include "system/Memory.hpp"
#include "train/StepRunner.hpp"

namespace friendly {
namespace {

using torch::Tensor;
using Tensors = std::vector<Tensor>;

constexpr std::int64_t kBatch = 32, kPadding = 1, kKernel = 3;

torch::Device device() {
  return torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
}

/// The array's inputs [R * B, in, H, W] and weights [R, out, in, 3, 3], and what its outputs' gradients are.
struct Convolutions {
  Convolutions(std::int64_t in, std::int64_t out, std::int64_t size, std::int64_t replicas, torch::Dtype type)
      : count(replicas) {
    const auto options = torch::TensorOptions(device());
    inputs = channels_last(torch::rand({replicas * kBatch, in, size, size}, options).to(type));
    weights = (torch::rand({replicas, out, in, kKernel, kKernel}, options) - 0.5).to(type);
    output_gradients = channels_last(torch::rand({replicas * kBatch, out, size, size}, options).to(type));
  }
  Tensor of(const Tensor& images, std::int64_t replica) const {
    return images.narrow(0, replica * kBatch, kBatch);
  }

  std::int64_t count;
  Tensor inputs, weights, output_gradients;
};

/// Gradients by inputs and weights of `outputs`.
Tensors gradients(const Tensor& outputs, const Tensor& x, const Tensor& weight, const Tensor& by_outputs) {
  return torch::autograd::grad({outputs}, {x, weight}, {by_outputs});
}

Tensor leaf(const Tensor& tensor) {
  return tensor.detach().requires_grad_();
}

void compute_one(const Convolutions& all, std::int64_t replica) {
  const Tensor x = leaf(all.of(all.inputs, replica)), weight = leaf(all.weights[replica]);
  const Tensor y = suits_winograd(x, weight, 1) ? winograd_convolution(x, weight, {}, kPadding)
                                                : torch::conv2d(x, weight, {}, 1, kPadding);
  gradients(y, x, weight, all.of(all.output_gradients, replica));
}

/// Images of all replicas side by side: [B, R * C, H, W], channels last.
Tensor side_by_side(const Tensor& images, std::int64_t replicas) {
  return channels_last(images.unflatten(0, {replicas, kBatch}).transpose(0, 1).flatten(1, 2));
}

void compute_grouped(const Convolutions& all, const Tensor& inputs, const Tensor& output_gradients) {
  const Tensor x = leaf(inputs), weights = leaf(all.weights);
  gradients(torch::conv2d(x, weights.flatten(0, 1), {}, 1, kPadding, 1, all.count), x, weights,
            output_gradients);
}

void compute_unfolded(const Convolutions& all, const Tensor& output_gradients) {
  const Tensor x = leaf(all.inputs), weights = leaf(all.weights);
  const Tensor columns =  // [R, B * H * W, in * 9]
      torch::im2col(x, {kKernel, kKernel}, {1, 1}, {kPadding, kPadding}, {1, 1})
          .transpose(1, 2)
          .reshape({all.count, -1, weights[0][0].numel()});
  gradients(torch::bmm(columns, weights.flatten(2).transpose(1, 2)), x, weights, output_gradients);
}

void convolutions(benchmark::State& state) {
  const std::int64_t in = state.range(0), out = state.range(1), size = state.range(2),
                     replicas = state.range(3), way = state.range(4), dtype = state.range(5);
  use_precision(dtype == 1);
  const Convolutions all(in, out, size, replicas, dtype == 2 ? torch::kBFloat16 : torch::kFloat32);
  const auto runner = make_step_runner(device());
  std::vector<Tile> tiles;
  for (std::int64_t r = 0; r < replicas; ++r) tiles.push_back({r, 1});
  const Step one_by_one = {[](const Tile&) {
                             return StepKind{Part::classifier, kBatch};
                           },
                           [&](const Tile& tile) { compute_one(all, tile.first); }};
  const Tensor inputs = side_by_side(all.inputs, replicas),
               grouped = side_by_side(all.output_gradients, replicas),
               rows = all.output_gradients.permute({0, 2, 3, 1}).reshape({replicas, -1, out});
  const auto compute = [&] {
    if (way == 0)
      runner->run(tiles, one_by_one);
    else if (way == 1)
      compute_grouped(all, inputs, grouped);
    else
      compute_unfolded(all, rows);
    if (device().is_cuda()) torch::cuda::synchronize();
  };
  for (int i = 0; i < (device().is_cuda() ? kRunsBeforeReplay : 1); ++i) compute();
  for (auto _ : state) compute();
  const std::int64_t operations = 3 * 2 * replicas * kBatch * in * out * kKernel * kKernel * size * size;
  state.counters["FLOP/s"] =
      benchmark::Counter(static_cast<double>(operations * state.iterations()), benchmark::Counter::kIsRate);
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"in", "out", "size", "R", "way", "dtype"})->Unit(benchmark::kMillisecond);
  if (device().is_cuda()) benchmark->UseRealTime();
  const std::int64_t dtypes = device().is_cuda() ? 3 : 1;
  for (const auto& [in, out, size] : std::vector<std::array<std::int64_t, 3>>{
           {32, 64, 26}, {16, 16, 28}, {64, 64, 28}, {128, 128, 14}, {128, 128, 7}})
    for (const std::int64_t replicas : {1, 3, 9, 27})
      for (const std::int64_t way : {0, 1, 2})
        for (std::int64_t dtype = 0; dtype < dtypes; ++dtype)
          benchmark->Args({in, out, size, replicas, way, dtype});
}

}  // namespace
}  // namespace friendly

int main(int count, char** values) {
  friendly::keep_freed_memory();
  torch::set_num_threads(1);
  benchmark::RegisterBenchmark("convolutions", friendly::convolutions)->Apply(friendly::shapes);
  benchmark::Initialize(&count, values);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
