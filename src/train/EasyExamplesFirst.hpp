#pragma once
#include "train/Method.hpp"

namespace friendly {

/// EEF: only the easiest share `1 - scale` of a minibatch, at least one example, enters the update. No code
/// was released; this is our reading of the baseline (docs/method.md, "EEF").
class EasyExamplesFirst : public Method {
 public:
  using Method::Method;
  torch::Tensor entering(const torch::Tensor& losses) override;
};

}  // namespace friendly
