#include "results/MeasuredArrays.hpp"

#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace friendly {

std::vector<MeasuredArray> measured_arrays(const std::vector<RowSummary>& rows,
                                           const std::vector<Bundle>& bundles) {
  std::unordered_map<std::string_view, const Trial*> by_key;
  for (const Bundle& bundle : bundles)
    for (const Trial& trial : bundle.trials) by_key.emplace(trial.key, &trial);
  std::map<std::tuple<std::int64_t, std::int64_t, double>, MeasuredArray> arrays;
  for (const RowSummary& row : rows) {
    const auto trial = by_key.find(row.key);
    if (row.status != status::kDone || trial == by_key.end()) continue;
    MeasuredArray& array = arrays[{row.bundle, row.rank, row.start}];
    array.bundle.id = row.bundle;
    array.bundle.trials.push_back(*trial->second);
    array.seconds = row.seconds;
    array.replicas = row.replicas;
    array.memory = row.memory;
  }
  std::vector<MeasuredArray> measured;
  for (auto& [identity, array] : arrays) measured.push_back(std::move(array));
  return measured;
}

}  // namespace friendly
