#pragma once
#include <string>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// The trial whose classifier stands for its group.
struct Winner {
  std::string group;  ///< as group_name() says
  std::string key;
  TrialSpec spec;  ///< canonical
};

/// For each group that has a best setting, as select_best() chooses it: of all this setting's trials with a
/// reported epoch, the one with the highest validation accuracy; of equal ones that of the lowest run. In the
/// order of the table's rows.
std::vector<Winner> winners(const std::vector<TrialRow>& rows);

}  // namespace friendly
