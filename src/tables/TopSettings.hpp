#pragma once
#include <cstddef>
#include <string>

#include "results/ResultSet.hpp"
#include "tables/TextTable.hpp"

namespace friendly {

/// The `most` best settings of each group, by mean validation error over the runs that its settings have in
/// common: rank, test and validation error as mean ± sample deviation, the values that vary within the group
/// and the key of its first run.
std::string top_settings_table(const ResultSet& results, std::size_t most, TableFormat format);

}  // namespace friendly
