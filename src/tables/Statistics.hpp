#pragma once
#include <vector>

namespace friendly {

/// Arithmetic mean; NaN for no values.
double mean(const std::vector<double>& values);

/// Standard deviation of a sample (n - 1); NaN for fewer than two values.
double sample_deviation(const std::vector<double>& values);

}  // namespace friendly
