#pragma once
#include <cstdint>

#include "trial/TrialSpec.hpp"

namespace friendly {

/// How strongly data are simplified in the course of training (docs/method.md, "The developmental plan").
class DevelopmentalPlan {
 public:
  /// `minibatches`: classifier steps per epoch.
  DevelopmentalPlan(const TrialSpec& spec, std::int64_t minibatches);

  /// γ_max_simp in steps: data are simplified at the classifier steps before this one.
  std::int64_t steps_with_simp() const { return steps_with_simp_; }

  /// The plan at classifier step `step` (from 0): falls from 1 to 0, and is 0 from steps_with_simp() on.
  double scale(std::int64_t step) const;

  /// The number of steps, from the first on, at which scale() is at least `least` (> 0), give or take
  /// rounding.
  std::int64_t steps_at_scale(double least) const;

 private:
  std::int64_t steps_with_simp_;
  bool is_quadratic_;
};

}  // namespace friendly
