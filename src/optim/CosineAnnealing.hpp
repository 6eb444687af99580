#pragma once
#include <cstdint>

namespace friendly {

/// Cosine annealing to 0 in PyTorch's chained form: each step scales the present learning rate, so a rate
/// that was set in between stays scaled.
class CosineAnnealing {
 public:
  /// `period`: steps from the top to 0 (T_max). `base_rate` is what it climbs back to after 0.
  CosineAnnealing(std::int64_t period, double base_rate) : period_(period), base_rate_(base_rate) {}

  /// The learning rate after one more step from `rate`.
  double next(double rate);

  std::int64_t steps_done() const { return steps_; }
  void set_steps_done(std::int64_t steps) { steps_ = steps; }

 private:
  std::int64_t period_, steps_ = 0;
  double base_rate_;
};

}  // namespace friendly
