#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace friendly {

/// How the points of a grid are drawn from its ranges.
struct Sampling {
  std::string method = "sobol";  ///< or "random"
  std::int64_t points = 0;
  std::int64_t seed = 1;
};

/// The most dimensions that a Sobol sequence has here (Joe and Kuo, 2008).
inline constexpr std::size_t kMostDimensions = 3667;

/// Points of [0, 1)^dimensions. The i-th point depends on seed and i alone, so that more points keep the
/// earlier ones. Sobol's sequence begins with its zero point; each dimension is shifted by a digital shift
/// (an exclusive or) drawn from the seed, which keeps the even coverage of its first 2^k points.
std::vector<std::vector<double>> unit_points(const Sampling& sampling, std::size_t dimensions);

/// The first points of Sobol's sequence without the shift.
std::vector<std::vector<double>> sobol_points(std::size_t points, std::size_t dimensions);

}  // namespace friendly
