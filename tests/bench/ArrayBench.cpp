// One training step, forward and backward, of R replicas with batches of 32 images of 28 × 28, computed at
// once or in turn as their networks ask for. README.md in this folder has results.
#include <benchmark/benchmark.h>
#include <torch/cuda.h>

#include "net/Factory.hpp"
#include "system/Memory.hpp"
#include "train/CrossEntropy.hpp"
#include "train/Learner.hpp"

namespace friendly {
namespace {

using torch::Tensor;

constexpr std::int64_t kBatch = 32;

torch::Device device() {
  return torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
}

void wait_for_device() {
  if (device().is_cuda()) torch::cuda::synchronize();
}

LearnerOptions learner_options(std::int64_t replicas) {
  const auto count = static_cast<std::size_t>(replicas);
  LearnerOptions options{"adam", std::vector<double>(count, 1e-4), std::vector<double>(count, 0.0), {}, {}};
  options.tensor = torch::TensorOptions(device());
  for (std::size_t r = 0; r < count; ++r) options.seeds.push_back(r);
  return options;
}

struct Classifying {
  Classifying(const std::string& arch, std::int64_t replicas)
      : learner(make_classifier(arch, {1, 28, 28}, 10), learner_options(replicas)) {}
  std::vector<Tensor> gradients(const Tensor& x, const Tensor& labels) {
    const Tensor logits = learner(x);
    return learner.gradients({logits}, {CrossEntropy(logits, labels).mean().logit_gradients});
  }
  Learner<Classifier> learner;
};

struct Ff : Classifying {
  explicit Ff(std::int64_t replicas) : Classifying("ff", replicas) {}
};

struct Cnn : Classifying {
  explicit Cnn(std::int64_t replicas) : Classifying("cnn", replicas) {}
};

SimplifierOptions unet() {
  SimplifierOptions options;
  options.n_filters_base = device().is_cuda() ? 64 : 16;
  return options;
}

struct Simplifying {
  explicit Simplifying(std::int64_t replicas)
      : learner(make_simplifier(unet(), {1, 28, 28}), learner_options(replicas)) {}
  std::vector<Tensor> gradients(const Tensor& x, const Tensor& labels) {
    const Tensor y = learner(x, labels);
    return learner.gradients({y}, {2 * (y - x).detach()});
  }
  Learner<Simplifier> learner;
};

template <class Network>
void step(benchmark::State& state) {
  const std::int64_t replicas = state.range(0);
  Network network(replicas);
  const auto floats = torch::TensorOptions(device());
  // Each replica has its own input, as when it comes from a simplifier.
  const Tensor x = torch::rand({replicas, kBatch, 1, 28, 28}, floats);
  const Tensor labels =
      torch::randint(10, {1, kBatch}, floats.dtype(torch::kInt64)).expand({replicas, kBatch});
  auto& learner = network.learner;
  for (auto _ : state) {
    for (const Tile& tile : learner.tiles(learner.network().takes_whole_arrays())) {
      learner.use(tile, true);
      learner.update(network.gradients(tile.of(x), tile.of(labels)));
    }
    wait_for_device();
  }
  state.SetItemsProcessed(state.iterations() * replicas * kBatch);
}

void replicas(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("R")->Unit(benchmark::kMillisecond)->UseRealTime();
  for (std::int64_t number : {1, 3, 9, 27}) benchmark->Arg(number);
}

BENCHMARK_TEMPLATE(step, Ff)->Name("ff")->Apply(replicas);
BENCHMARK_TEMPLATE(step, Cnn)->Name("cnn")->Apply(replicas);
BENCHMARK_TEMPLATE(step, Simplifying)->Name("unet")->Apply(replicas);

}  // namespace
}  // namespace friendly

int main(int count, char** values) {
  friendly::keep_freed_memory();
  benchmark::Initialize(&count, values);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
