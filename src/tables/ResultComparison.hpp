#pragma once
#include <string>

#include "results/ResultSet.hpp"
#include "tables/TextTable.hpp"

namespace friendly {

/// Compares two result files experiment by experiment: the test error of the best setting in both, as
/// select_best() chooses it, and the second less the first in units of the combined standard error. A remark
/// says how many trials both have, and how many of these differ in any reported number.
std::string comparison_table(const ResultSet& first, const ResultSet& second, TableFormat format);

}  // namespace friendly
