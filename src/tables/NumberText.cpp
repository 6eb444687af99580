#include "tables/NumberText.hpp"

#include <fmt/format.h>

#include <cmath>

#include "tables/Statistics.hpp"

namespace friendly {

std::string number_text(double value, const char* format) {
  return std::isfinite(value) ? fmt::format(fmt::runtime(format), value) : "–";
}

std::string spread_text(const std::vector<double>& values) {
  return number_text(mean(values)) + " ± " + number_text(sample_deviation(values));
}

}  // namespace friendly
