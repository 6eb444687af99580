#include "train/CrossEntropy.hpp"

namespace friendly {

using torch::Tensor;

CrossEntropy::CrossEntropy(const Tensor& logits, const Tensor& labels) {
  const torch::NoGradGuard no_graph;
  log_shares_ = torch::log_softmax(logits, 2);
  targets_ = labels.expand({logits.size(0), logits.size(1)}).unsqueeze(2);
  losses_ = log_shares_.gather(2, targets_).squeeze(2).neg_();
  right_ = log_shares_.argmax(2, true).eq(targets_).squeeze(2);
}

MeanLoss CrossEntropy::mean(const Tensor& mask) const {
  const torch::NoGradGuard no_graph;
  Tensor gradients = log_shares_.exp().scatter_(2, targets_, -1, "add");
  if (!mask.defined()) return {losses_.mean(1), gradients.div_(static_cast<double>(losses_.size(1)))};
  // One replica's NaN stays its own.
  const Tensor none = torch::zeros({}, losses_.options()), counts = mask.sum(1, true).clamp_min_(1);
  return {torch::where(mask, losses_, none).sum(1) / counts.squeeze(1),
          torch::where(mask.unsqueeze(2), gradients, none) / counts.unsqueeze(2)};
}

}  // namespace friendly
