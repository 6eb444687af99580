#include "optim/CosineAnnealing.hpp"

#include <cmath>

namespace friendly {

double CosineAnnealing::next(double rate) {
  ++steps_;
  const double pi = std::acos(-1.0), period = static_cast<double>(period_);
  // At 0 the ratio of the two cosines is undefined, so the climb back starts from the base rate.
  if ((steps_ - 1 - period_) % (2 * period_) == 0) return rate + base_rate_ * (1 - std::cos(pi / period)) / 2;
  const double now = static_cast<double>(steps_);
  return rate * (1 + std::cos(pi * now / period)) / (1 + std::cos(pi * (now - 1) / period));
}

}  // namespace friendly
