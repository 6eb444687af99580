#pragma once
#include <string>

#include "results/ResultSet.hpp"
#include "tables/TextTable.hpp"

namespace friendly {

/// The table of the paper: one row per experiment, in the order of the results. An experiment is named by
/// data set, classifier and method, with a further column for each other hyperparameter of role `experiment`
/// that varies among the results. Each row reports the setting that select_best() chooses: mean ± standard
/// deviation (n - 1) over repetitions of the test error 100 · (1 - best_test_acc), the mean validation error,
/// the number of repetitions, and the values that were searched over. A single repetition has "–" as its
/// deviation. Remarks below the table say how many trials do not count (not done, or without an epoch to
/// report) and how many settings could not be compared because they lack some of the repetitions; in CSV and
/// JSON both are columns.
std::string best_settings_table(const ResultSet& results, TableFormat format);

}  // namespace friendly
