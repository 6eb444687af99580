#pragma once
#include <functional>
#include <string>
#include <vector>

#include "trial/TrialResult.hpp"

namespace friendly {

/// A number of each trial that a table reports.
struct Metric {
  std::string name;   ///< "test_error", or a column of /trials
  std::string title;  ///< for people: "test error %"
  std::function<double(const TrialResult&)> value;
  int better = 0;  ///< -1: lower values are better, 1: higher ones, 0: neither
};

/// `test_error`, `val_error` and `train_error`, of the reported epoch, in percent; then the numeric columns
/// of /trials under their own names.
std::vector<std::string> metric_names();

/// The metric called `name`. Throws UserError with the nearest names if there is none.
Metric find_metric(const std::string& name);

}  // namespace friendly
