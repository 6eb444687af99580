#pragma once
#include <cstdint>
#include <random>
#include <vector>

namespace friendly {

/// A stream of random numbers that is identical with every compiler and standard library. The C++ standard
/// does not prescribe the algorithms of its distributions; here they are written out over std::mt19937_64.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed) : engine_(seed) {}

  double uniform();                         ///< in [0, 1)
  double uniform(double low, double high);  ///< in [low, high)
  std::int64_t below(std::int64_t count);   ///< an integer in [0, count), all equally likely
  double normal();                          ///< mean 0, standard deviation 1
  std::vector<std::int64_t> permutation(std::int64_t count);  ///< of the integers from 0 to count - 1

 private:
  std::mt19937_64 engine_;
};

}  // namespace friendly
