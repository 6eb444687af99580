#pragma once
#include <string>

#include "results/ResultSet.hpp"

namespace friendly {

enum class TableFormat { markdown, latex, csv };

/// The table of the paper: a row for each experiment (dataset, classifier and method, with a column more for
/// every other hyperparameter of that role that varies among the results), in the order of the results. Each
/// row reports the setting that select_best() chooses: mean ± standard deviation (n - 1) over repetitions of
/// the test error 100 · (1 - best_test_acc), the mean validation error, the number of repetitions, and the
/// hyperparameters that were searched over. A single repetition has "–" for its deviation. A remark beneath
/// says which trials do not count (not done, or without an epoch to report) and how many settings could not
/// be compared for want of the same runs; in CSV both are columns.
std::string best_settings_table(const ResultSet& results, TableFormat format);

}  // namespace friendly
