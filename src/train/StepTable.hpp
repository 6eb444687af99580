#pragma once
#include <torch/types.h>

namespace friendly {

/// Numbers that differ from step to step and are known before a pass. They go to the device at once, and each
/// step finds its own at the same place, as a graph that is replayed must.
class StepTable {
 public:
  /// `rows` [steps, ...], of which `device` gets a copy. now() keeps its place if its shape is the same.
  void set(const torch::Tensor& rows, const torch::Device& device) {
    rows_ = rows.to(device);
    if (!now_.defined() || now_.sizes() != rows_[0].sizes()) now_ = torch::empty_like(rows_[0]);
  }
  void select(std::int64_t step) { now_.copy_(rows_[step]); }
  /// The row of the selected step.
  const torch::Tensor& now() const { return now_; }

 private:
  torch::Tensor rows_, now_;
};

}  // namespace friendly
