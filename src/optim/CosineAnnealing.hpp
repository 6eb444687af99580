#pragma once
#include <cstdint>

namespace friendly {

/// Cosine annealing to 0 in PyTorch's chained form: each step scales the current learning rate, so a rate
/// that was changed in between stays scaled (docs/method.md, "Optimisers and schedules").
class CosineAnnealing {
 public:
  /// `period`: steps from the top to 0 (PyTorch's T_max). `base_rate`: what the rate climbs back to after 0.
  CosineAnnealing(std::int64_t period, double base_rate) : period_(period), base_rate_(base_rate) {}

  /// Takes one more step, from `rate`, and returns the new learning rate.
  double next(double rate);

  std::int64_t steps_done() const { return steps_; }
  void set_steps_done(std::int64_t steps) { steps_ = steps; }

 private:
  std::int64_t period_, steps_ = 0;
  double base_rate_;
};

}  // namespace friendly
