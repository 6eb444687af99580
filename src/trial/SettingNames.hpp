#pragma once
#include <string>
#include <vector>

#include "trial/Hyperparameters.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Names the trials of a sweep, for people, by what tells them apart: "ct ff convex lr_clf=0.1 run=2".
class SettingNames {
 public:
  explicit SettingNames(const std::vector<Trial>& trials);

  /// Method, classifier and data set, and those hyperparameters that vary among the trials and matter to this
  /// one.
  std::string operator()(const TrialSpec& spec) const;

 private:
  std::vector<const Hyperparameter*> varying_;
};

}  // namespace friendly
