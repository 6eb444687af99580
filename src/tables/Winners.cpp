#include "tables/Winners.hpp"

#include <algorithm>

#include "tables/GroupNames.hpp"
#include "tables/Selection.hpp"

namespace friendly {

std::vector<Winner> winners(const std::vector<TrialRow>& rows) {
  const std::vector<Group> groups = group_rows(rows);
  const auto naming = naming_hyperparameters(groups);
  std::vector<Winner> all;
  for (const Group& group : groups) {
    const Setting* setting = select_best(group).setting;
    if (setting == nullptr) continue;
    const auto best =  // the first of equal ones, in the order of runs
        std::min_element(setting->finished.begin(), setting->finished.end(),
                         [](const auto& a, const auto& b) { return a.second.valid < b.second.valid; });
    const TrialSpec spec = canonical(rows[best->second.row].trial.spec);
    all.push_back({group_name(group, naming), trial_key(spec), spec});
  }
  return all;
}

}  // namespace friendly
