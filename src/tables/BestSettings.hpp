#pragma once
#include <string>

#include "results/ResultSet.hpp"

namespace friendly {

enum class TableFormat { markdown, latex, csv };

/// The table of the paper: a row for each dataset, classifier and method, in the order of the results. Trials
/// that differ in nothing but `run` are one setting; reported is the one with the lowest mean validation
/// error (the first of equals), among those of the group with the most finished runs, and of it: mean ±
/// standard deviation (n - 1) over runs of the test error 100 · (1 - best_test_acc), the same mean of the
/// validation error, the number of runs, and the hyperparameters that vary within the group. A single run has
/// "–" for its deviation. Trials that are not done, or have no epoch to report, do not count: a remark
/// beneath says how many there are; in CSV the column `left_out` does, and means and deviations are columns
/// of their own.
std::string best_settings_table(const ResultSet& results, TableFormat format);

}  // namespace friendly
