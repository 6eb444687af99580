#pragma once
#include "train/Method.hpp"

namespace friendly {

/// EEF: the classifier learns only from the easiest share `1 - scale` of a minibatch, at least from one
/// example. No code was released; this is our reading of the baseline (docs/method.md, "EEF").
class EasyExamplesFirst : public Method {
 public:
  using Method::Method;
  void start_epoch() override;
  void start_step() override { shares_.select(array_.position.minibatch); }
  StepKind step_kind(const Tile& tile) const override;
  torch::Tensor update_mask(const Tile& tile, const torch::Tensor& losses) override;

 private:
  StepTable shares_;  ///< [steps, R], of a minibatch's examples, in this epoch
};

}  // namespace friendly
