#include "results/MeasuredArrays.hpp"

#include <map>
#include <tuple>

namespace friendly {

std::vector<MeasuredArray> measured_arrays(const std::vector<TrialRow>& rows) {
  std::map<std::tuple<std::int64_t, std::int64_t, double>, MeasuredArray> arrays;
  for (const TrialRow& row : rows) {
    const TrialResult& result = row.result;
    if (result.status != status::kDone) continue;
    MeasuredArray& array = arrays[{result.bundle, result.rank, result.start}];
    array.bundle.id = result.bundle;
    array.bundle.trials.push_back(row.trial);
    array.seconds = result.seconds;
    array.replicas = result.replicas;
    array.memory = result.memory;
  }
  std::vector<MeasuredArray> measured;
  for (auto& [identity, array] : arrays) measured.push_back(std::move(array));
  return measured;
}

}  // namespace friendly
