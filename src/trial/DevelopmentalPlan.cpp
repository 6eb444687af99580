#include "trial/DevelopmentalPlan.hpp"

#include <algorithm>
#include <cmath>

namespace friendly {

DevelopmentalPlan::DevelopmentalPlan(const TrialSpec& spec, std::int64_t minibatches)
    // In double precision and in this order, to round as the released code does.
    : steps_with_simp_(static_cast<std::int64_t>(
          std::floor(spec.ratio_simp * static_cast<double>(spec.epochs) * static_cast<double>(minibatches)))),
      is_quadratic_(spec.scaling == "quadratic") {}

double DevelopmentalPlan::scale(std::int64_t step) const {
  if (step >= steps_with_simp_) return 0;
  const double linear = 1 - static_cast<double>(step) / static_cast<double>(steps_with_simp_);
  return is_quadratic_ ? linear * linear : linear;
}

std::int64_t DevelopmentalPlan::steps_at_scale(double least) const {
  if (least > 1) return 0;
  const double share = 1 - (is_quadratic_ ? std::sqrt(least) : least);
  // The small number keeps a product that is a whole number of steps whole in spite of rounding.
  const double last = std::floor(share * static_cast<double>(steps_with_simp_) + 1e-9);
  return std::min(steps_with_simp_, static_cast<std::int64_t>(last) + 1);
}

}  // namespace friendly
