#include "train/Floor.hpp"

#include <ATen/record_function.h>

#include <algorithm>
#include <limits>

#include "net/Factory.hpp"
#include "system/Device.hpp"
#include "train/DeviceClock.hpp"
#include "train/TrialArray.hpp"

namespace friendly {

using torch::Tensor;

namespace {

template <class Operation>
double least_seconds(const torch::Device& device, const Operation& operation) {
  const DeviceClock clock(device);
  operation();
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 20; ++i) {
    const double before = clock.seconds();
    operation();
    least = std::min(least, clock.seconds() - before);
  }
  return least;
}

/// Counts the operations of LibTorch's products and convolutions while it exists.
class OperationCounter {
 public:
  explicit OperationCounter(NetworkCost& cost) {
    counted() = &cost;
    handle_ = at::addThreadLocalCallback(
        at::RecordFunctionCallback(note).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
  }
  ~OperationCounter() { at::removeCallback(handle_); }
  OperationCounter(const OperationCounter&) = delete;
  OperationCounter& operator=(const OperationCounter&) = delete;

 private:
  static NetworkCost*& counted() {
    thread_local NetworkCost* cost = nullptr;
    return cost;
  }
  // Products are [..., m, k] × [..., k, n], the last two arguments that are tensors; convolutions have an
  // input and a weight [out, in, height, width], then their stride and padding, the same in both
  // directions.
  static std::unique_ptr<at::ObserverContext> note(const at::RecordFunction& function) {
    const std::string name = function.name();
    const auto inputs = function.inputs();
    if (name == "aten::mm" || name == "aten::bmm")
      counted()->products += product(inputs[0].toTensor(), inputs[1].toTensor());
    else if (name == "aten::addmm" || name == "aten::baddbmm")
      counted()->products += product(inputs[1].toTensor(), inputs[2].toTensor());
    else if (name == "aten::convolution")
      counted()->convolutions += convolution(inputs);
    return nullptr;
  }
  static double product(const Tensor& a, const Tensor& b) {
    return 2 * static_cast<double>(a.numel()) * static_cast<double>(b.size(-1));
  }
  static double convolution(c10::ArrayRef<const c10::IValue> inputs) {
    const Tensor &image = inputs[0].toTensor(), &weight = inputs[1].toTensor();
    const std::int64_t stride = inputs[3].toIntVector().front(), padding = inputs[4].toIntVector().front();
    const auto places = [&](std::int64_t dimension) {
      return (image.size(dimension) + 2 * padding - weight.size(dimension)) / stride + 1;
    };
    return 2 * static_cast<double>(image.size(0) * weight.numel() * places(2) * places(3));
  }

  at::CallbackHandle handle_;
};

// In float64, which LibTorch computes itself, and for two examples, as batch norm needs.
template <class NetworkType, class... Inputs>
NetworkCost count_cost(NetworkType& network, const Inputs&... inputs) {
  const torch::NoGradGuard no_graph;
  NetworkState& state = network.state();
  std::vector<Tensor> parameters;
  for (const ParameterSlot& slot : state.slots()) {
    auto shape = slot.shape;
    shape.insert(shape.begin(), 1);
    parameters.push_back(torch::zeros(shape, torch::kFloat64));
  }
  state.place(1, torch::kFloat64);
  state.bind(parameters);
  NetworkCost cost;
  {
    const OperationCounter counter(cost);
    network.forward(inputs...);
  }
  cost.products /= 2;
  cost.convolutions /= 2;
  cost.parameters = static_cast<double>(network.parameter_count());
  return cost;
}

// Gradient, value and two moments, each read and written once.
double update_seconds(const NetworkCost& cost, const Rates& rates, double item) {
  return cost.parameters * 4 * 2 * item / rates.copy;
}

}  // namespace

Rates measure_rates(const std::string& dtype, const torch::Device& device) {
  const torch::NoGradGuard no_graph;
  use_precision(dtype == "tf32");
  TrialSpec spec;
  spec.dtype = dtype;
  const auto options = tensor_options(spec, device).dtype(activation_type(spec));
  const auto item = static_cast<double>(torch::elementSize(c10::typeMetaToScalarType(options.dtype())));
  Rates rates;
  // What fills a core leaves a GPU idle.
  const std::int64_t rows = device.is_cpu() ? 512 : 8192, width = device.is_cpu() ? 2048 : 4096;
  const Tensor a = torch::rand({rows, width}, options), b = torch::rand({width, width}, options);
  rates.product =
      2.0 * static_cast<double>(rows * width * width) / least_seconds(device, [&] { torch::mm(a, b); });
  const std::int64_t images = device.is_cpu() ? 32 : 1024;
  const Tensor x = torch::rand({images, 64, 28, 28}, options).contiguous(torch::MemoryFormat::ChannelsLast);
  const Tensor filters = torch::rand({64, 64, 3, 3}, options);
  rates.convolution = 2.0 * static_cast<double>(images * 64 * 64 * 9 * 28 * 28) /
                      least_seconds(device, [&] { torch::conv2d(x, filters, {}, 1, 1); });
  constexpr std::int64_t numbers = 1 << 26;
  const Tensor from = torch::rand({numbers}, options);
  Tensor to = torch::empty_like(from);
  rates.copy = 2.0 * item * static_cast<double>(numbers) / least_seconds(device, [&] { to.copy_(from); });
  return rates;
}

TrialCosts count_costs(const TrialSpec& spec, const DataSize& data) {
  std::vector<std::int64_t> shape = {1, 2};
  shape.insert(shape.end(), data.shape.begin(), data.shape.end());
  const Tensor inputs = torch::zeros(shape, torch::kFloat64), labels = torch::zeros({1, 2}, torch::kInt64);
  TrialCosts costs;
  costs.classifier = count_cost(*make_classifier(spec.arch, data.shape, data.classes), inputs);
  if (spec.method == "nft" && spec.ratio_simp > 0)
    costs.simplifier = count_cost(*make_simplifier(simplifier_options(spec), data.shape), inputs, labels);
  return costs;
}

PartMeans floor_of(const TrialSpec& spec, const DataSize& data, const Rates& rates) {
  const TrialCosts costs = count_costs(spec, data);
  const auto batch = static_cast<double>(spec.batch_size);
  const double item = spec.dtype == "float64" ? 8 : 4;
  const double classifier = costs.classifier.seconds(rates), simplifier = costs.simplifier.seconds(rates);
  PartMeans floor;
  // Twice the forward pass again for the gradients by weights and by activations.
  floor.step = 3 * batch * classifier + update_seconds(costs.classifier, rates, item);
  floor.evaluation = classifier;
  if (spec.method == "ft") floor.iteration = 2 * batch * classifier;
  if (simplifier == 0) return floor;
  floor.simplification = batch * simplifier;
  floor.pass_step = batch * (3 * simplifier + 2 * classifier) + update_seconds(costs.simplifier, rates, item);
  return floor;
}

}  // namespace friendly
