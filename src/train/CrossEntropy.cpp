#include "train/CrossEntropy.hpp"

#include <ATen/Dispatch.h>
#include <c10/core/DeviceGuard.h>
#include <torch/library.h>

#include "train/CrossEntropyKernels.hpp"
#include "train/Operator.hpp"

namespace friendly {

using torch::Tensor;

namespace {

using MaybeTensor = c10::optional<Tensor>;

template <class Number>
void score(const Predictions<Number>& predictions, std::int64_t replicas) {
  for (std::int64_t r = 0; r < replicas; ++r)
    for (std::int64_t b = 0; b < predictions.examples; ++b) predictions.score(r, b);
}

template <class Number>
void average(const MeanOfLosses<Number>& mean, std::int64_t replicas) {
  for (std::int64_t r = 0; r < replicas; ++r) {
    const Number count = mean.count(r);
    mean.average(r, count);
    for (std::int64_t b = 0; b < mean.examples; ++b) mean.differentiate(r, b, count);
  }
}

std::int64_t label_stride(const Tensor& labels) {
  return labels.size(0) == 1 ? 0 : labels.size(1);
}

template <bool kOnCpu>
std::tuple<Tensor, Tensor, Tensor> score_operator(const Tensor& logits, const Tensor& labels) {
  const c10::DeviceGuard guard(logits.device());
  const auto replicas = logits.size(0), examples = logits.size(1), classes = logits.size(2);
  const Tensor shares = torch::empty(logits.sizes(), logits.options()),
               losses = torch::empty({replicas, examples}, logits.options()),
               right = torch::empty({replicas, examples}, logits.options().dtype(torch::kBool));
  AT_DISPATCH_FLOATING_TYPES(logits.scalar_type(), "cross_entropy", [&] {
    const Predictions<scalar_t> predictions = {logits.data_ptr<scalar_t>(),
                                               labels.data_ptr<std::int64_t>(),
                                               examples,
                                               classes,
                                               label_stride(labels),
                                               shares.data_ptr<scalar_t>(),
                                               losses.data_ptr<scalar_t>(),
                                               right.data_ptr<bool>()};
    if constexpr (kOnCpu)
      score(predictions, replicas);
    else
      score_by_kernel(predictions, replicas);
  });
  return {shares, losses, right};
}

template <bool kOnCpu>
std::tuple<Tensor, Tensor> mean_operator(const Tensor& shares, const Tensor& losses, const Tensor& labels,
                                         const MaybeTensor& mask) {
  const c10::DeviceGuard guard(shares.device());
  const auto replicas = shares.size(0);
  const Tensor means = torch::empty({replicas}, shares.options()), gradients = torch::empty_like(shares);
  AT_DISPATCH_FLOATING_TYPES(shares.scalar_type(), "cross_entropy", [&] {
    const MeanOfLosses<scalar_t> mean = {shares.data_ptr<scalar_t>(),
                                         losses.data_ptr<scalar_t>(),
                                         labels.data_ptr<std::int64_t>(),
                                         mask.has_value() ? mask->data_ptr<bool>() : nullptr,
                                         shares.size(1),
                                         shares.size(2),
                                         label_stride(labels),
                                         means.data_ptr<scalar_t>(),
                                         gradients.data_ptr<scalar_t>()};
    if constexpr (kOnCpu)
      average(mean, replicas);
    else
      average_by_kernel(mean, replicas);
  });
  return {means, gradients};
}

// Operators of LibTorch's, so that its recorders see the calls.
TORCH_LIBRARY_FRAGMENT(friendly, library) {
  library.def("cross_entropy(Tensor logits, Tensor labels) -> (Tensor, Tensor, Tensor)");
  library.def(
      "mean_cross_entropy(Tensor shares, Tensor losses, Tensor labels, Tensor? mask) -> (Tensor, Tensor)");
  library.impl("cross_entropy", c10::DispatchKey::CPU, TORCH_FN(score_operator<true>));
  library.impl("mean_cross_entropy", c10::DispatchKey::CPU, TORCH_FN(mean_operator<true>));
#ifdef FRIENDLY_CUDA
  library.impl("cross_entropy", c10::DispatchKey::CUDA, TORCH_FN(score_operator<false>));
  library.impl("mean_cross_entropy", c10::DispatchKey::CUDA, TORCH_FN(mean_operator<false>));
#endif
}

}  // namespace

CrossEntropy::CrossEntropy(const Tensor& logits, const Tensor& labels) {
  static const auto op = operator_called<std::tuple<Tensor, Tensor, Tensor>(const Tensor&, const Tensor&)>(
      "friendly::cross_entropy");
  const torch::NoGradGuard no_graph;
  labels_ = labels.contiguous();
  std::tie(shares_, losses_, right_) = op.call(logits.contiguous(), labels_);
}

MeanLoss CrossEntropy::mean(const Tensor& mask) const {
  static const auto op = operator_called<std::tuple<Tensor, Tensor>(
      const Tensor&, const Tensor&, const Tensor&, const MaybeTensor&)>("friendly::mean_cross_entropy");
  const torch::NoGradGuard no_graph;
  const MaybeTensor counted = mask.defined() ? MaybeTensor(mask.contiguous()) : MaybeTensor();
  const auto [means, gradients] = op.call(shares_, losses_, labels_, counted);
  return {means, gradients};
}

}  // namespace friendly
