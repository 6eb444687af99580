#include "Floor.hpp"

#include <torch/torch.h>

#include <vector>

namespace friendly {

using torch::Tensor;

namespace {

template <class Operation>
double least_seconds(const Operation& operation) {
  operation();
  double least = 1e9;
  for (int i = 0; i < 20; ++i) {
    const double before = processor_seconds();
    operation();
    least = std::min(least, processor_seconds() - before);
  }
  return least;
}

// Of one network: operations of a forward pass per example, and trainable parameters.
struct Cost {
  double products = 0, convolutions = 0, parameters = 0;

  void linear(double in, double out) {
    products += 2 * in * out;
    parameters += (in + 1) * out;
  }
  // `size`: of the square output.
  void convolution(double in, double out, double kernel, double size) {
    convolutions += 2 * in * out * kernel * kernel * size * size;
    parameters += (in * kernel * kernel + 1) * out;
  }
  double forward(const Rates& rates) const {
    return products / rates.product + convolutions / rates.convolution;
  }
};

Cost classifier_cost(const std::string& arch) {
  Cost cost;
  if (arch == "cnn") {
    cost.convolution(1, 32, 3, 26);
    cost.convolution(32, 64, 3, 24);
    cost.linear(64 * 12 * 12, 128);
    cost.linear(128, 10);
  } else if (arch == "cnn2") {
    cost.convolution(1, 32, 4, 25);
    cost.convolution(32, 48, 4, 22);
    cost.convolution(48, 64, 3, 20);
    cost.convolution(64, 64, 2, 19);
    cost.linear(64 * 9 * 9, 128);
    cost.linear(128, 10);
  } else {
    const std::vector<double> widths = arch == "ff"
                                           ? std::vector<double>{784, 10, 10}
                                           : std::vector<double>{784, 2500, 2000, 1500, 1000, 500, 10};
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) cost.linear(widths[i], widths[i + 1]);
  }
  return cost;
}

Cost unet_cost(double base, std::int64_t n_deep) {
  Cost cost;
  const auto block = [&](double in, double out, double middle, double size) {
    cost.convolution(in, middle, 3, size);
    cost.convolution(middle, out, 3, size);
  };
  block(1, base, base, 28);
  if (n_deep == 2) {
    block(base, base, base, 14);
  } else {
    block(base, 2 * base, 2 * base, 14);
    block(2 * base, 2 * base, 2 * base, 7);
    block(4 * base, base, 2 * base, 14);
  }
  block(2 * base, 1, base, 28);
  return cost;
}

// Gradient, value and two moments, each read and written once.
double update(const Cost& cost, const Rates& rates) {
  return cost.parameters * 4 * 2 * sizeof(float) / rates.copy;
}

}  // namespace

Rates Rates::measure() {
  const torch::NoGradGuard no_graph;
  Rates rates;
  const Tensor a = torch::rand({512, 2048}), b = torch::rand({2048, 2048});
  rates.product = 2.0 * 512 * 2048 * 2048 / least_seconds([&] { torch::mm(a, b); });
  const Tensor x = torch::rand({32, 64, 28, 28}).contiguous(torch::MemoryFormat::ChannelsLast);
  const Tensor filters = torch::rand({64, 64, 3, 3});
  rates.convolution =
      2.0 * 32 * 64 * 64 * 9 * 28 * 28 / least_seconds([&] { torch::conv2d(x, filters, {}, 1, 1); });
  const Tensor from = torch::rand({1 << 26});
  Tensor to = torch::rand({1 << 26});
  rates.copy = 2.0 * sizeof(float) * (1 << 26) / least_seconds([&] { to.copy_(from); });
  return rates;
}

PartMeans floor_of(const TrialSpec& spec, const Rates& rates) {
  const Cost classifier = classifier_cost(spec.arch);
  const auto batch = static_cast<double>(spec.batch_size);
  PartMeans floor;
  // Twice the forward pass again for the gradients by weights and by activations.
  floor.step = 3 * batch * classifier.forward(rates) + update(classifier, rates);
  floor.evaluation = classifier.forward(rates);
  if (spec.method == "ft") floor.iteration = 2 * batch * classifier.forward(rates);
  if (spec.method != "nft") return floor;
  const Cost simplifier = unet_cost(static_cast<double>(spec.n_filters_base), spec.n_deep);
  floor.simplification = batch * simplifier.forward(rates);
  floor.pass_step =
      batch * (3 * simplifier.forward(rates) + 2 * classifier.forward(rates)) + update(simplifier, rates);
  return floor;
}

}  // namespace friendly
