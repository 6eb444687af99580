#include "search/UnitPoints.hpp"

#include <boost/random/sobol.hpp>

#include "core/Check.hpp"
#include "core/Philox.hpp"
#include "core/Seed.hpp"

namespace friendly {
namespace {

using Words = std::vector<std::uint64_t>;

// To 53 bits, all that a double in [0, 1) has.
double unit_of(std::uint64_t word) {
  return static_cast<double>(word >> 11) * 0x1p-53;
}

std::vector<std::vector<double>> units_of(const std::vector<Words>& points) {
  std::vector<std::vector<double>> units;
  units.reserve(points.size());
  for (const Words& point : points) {
    std::vector<double>& unit = units.emplace_back();
    for (const std::uint64_t word : point) unit.push_back(unit_of(word));
  }
  return units;
}

std::vector<Words> sobol_words(std::size_t points, std::size_t dimensions) {
  boost::random::sobol engine(dimensions);
  std::vector<Words> words(points, Words(dimensions));
  for (std::size_t i = 1; i < points; ++i)  // Boost leaves out the zero point
    for (std::uint64_t& word : words[i]) word = engine();
  return words;
}

std::vector<Words> random_words(const Sampling& sampling, std::size_t dimensions) {
  const std::uint64_t seed = derive_seed("random search", {sampling.seed});
  const PhiloxKey key = {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  std::vector<Words> words(static_cast<std::size_t>(sampling.points), Words(dimensions));
  for (std::uint64_t i = 0; i < words.size(); ++i)
    for (std::uint32_t d = 0; d < dimensions; ++d) {
      const PhiloxCounter random =
          philox({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i >> 32), d, 0}, key);
      words[i][d] = std::uint64_t{random[0]} << 32 | random[1];
    }
  return words;
}

}  // namespace

std::vector<std::vector<double>> sobol_points(std::size_t points, std::size_t dimensions) {
  return units_of(sobol_words(points, dimensions));
}

std::vector<std::vector<double>> unit_points(const Sampling& sampling, std::size_t dimensions) {
  FRIENDLY_CHECK(dimensions > 0 && dimensions <= kMostDimensions, "a search has dimensions");
  if (sampling.method == "random") return units_of(random_words(sampling, dimensions));
  auto words = sobol_words(static_cast<std::size_t>(sampling.points), dimensions);
  Words shifts;
  for (std::size_t d = 0; d < dimensions; ++d)
    shifts.push_back(derive_seed("sobol shift", {sampling.seed, static_cast<std::int64_t>(d)}));
  for (Words& point : words)
    for (std::size_t d = 0; d < dimensions; ++d) point[d] ^= shifts[d];
  return units_of(words);
}

}  // namespace friendly
