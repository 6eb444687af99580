#include "core/Random.hpp"

#include <cmath>
#include <numeric>
#include <utility>

#include "core/Check.hpp"

namespace friendly {

double RandomStream::uniform() {
  return static_cast<double>(engine_() >> 11) * 0x1p-53;
}

double RandomStream::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

std::int64_t RandomStream::below(std::int64_t count) {
  FRIENDLY_CHECK(count > 0, "there is something to draw from");
  const auto n = static_cast<std::uint64_t>(count);
  // Numbers beyond the last full multiple of n would favour low results.
  const std::uint64_t past = UINT64_MAX - UINT64_MAX % n;
  std::uint64_t number = engine_();
  while (number >= past) number = engine_();
  return static_cast<std::int64_t>(number % n);
}

double RandomStream::normal() {
  // The Box-Muller transform; 1 - uniform() is never 0.
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * M_PI * uniform());
}

std::vector<std::int64_t> RandomStream::permutation(std::int64_t count) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::int64_t i = count - 1; i > 0; --i)
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(below(i + 1))]);
  return order;
}

}  // namespace friendly
