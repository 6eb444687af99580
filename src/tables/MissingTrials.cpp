#include "tables/MissingTrials.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace friendly {

std::vector<std::string> missing_trials(const SweepInfo& info, std::int64_t unfinished) {
  std::vector<std::string> remarks;
  if (unfinished > 0) remarks.push_back(fmt::format("Trials not finished yet: {}.", unfinished));
  std::vector<std::string> sets;
  for (const auto& [dataset, points] : info.points_without_data)
    sets.push_back(fmt::format("{} {}", points, dataset));
  if (!sets.empty()) remarks.push_back(fmt::format("Trials without data: {}.", fmt::join(sets, ", ")));
  return remarks;
}

}  // namespace friendly
