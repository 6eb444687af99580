#pragma once
#include <cstdint>

#include "trial/TrialSpec.hpp"

namespace friendly {

/// How much data are simplified as training goes on (docs/method.md, "The developmental plan").
class DevelopmentalPlan {
 public:
  /// `minibatches`: classifier steps an epoch.
  DevelopmentalPlan(const TrialSpec& spec, std::int64_t minibatches);

  /// γ_max_simp in steps: simplification is on before that classifier step.
  std::int64_t steps_with_simp() const { return steps_with_simp_; }

  /// In [0, 1]: 1 at step 0, 0 from steps_with_simp() on.
  double scale(std::int64_t step) const;

 private:
  std::int64_t steps_with_simp_;
  bool is_quadratic_;
};

}  // namespace friendly
