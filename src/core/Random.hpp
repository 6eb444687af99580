#pragma once
#include <cstdint>
#include <random>
#include <vector>

namespace friendly {

/// A stream of random numbers that is the same with every compiler and library (the standard leaves the
/// algorithms of its distributions open; here they are written out over std::mt19937_64).
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed) : engine_(seed) {}

  double uniform();                         ///< in [0, 1)
  double uniform(double low, double high);  ///< in [low, high)
  std::int64_t below(std::int64_t count);   ///< an integer in [0, count), each equally likely
  double normal();                          ///< mean 0, standard deviation 1
  std::vector<std::int64_t> permutation(std::int64_t count);  ///< of 0 to count - 1

 private:
  std::mt19937_64 engine_;
};

}  // namespace friendly
