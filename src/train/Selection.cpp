#include "train/Selection.hpp"

#include <algorithm>
#include <cmath>

namespace friendly {

void select_epoch(const std::vector<EpochRecord>& epochs, TrialResult& result) {
  const auto less = [](const EpochRecord& a, const EpochRecord& b) { return a.test_acc < b.test_acc; };
  const bool all_tested = std::none_of(epochs.begin(), epochs.end(),
                                       [](const EpochRecord& epoch) { return std::isnan(epoch.test_acc); });
  if (all_tested && !epochs.empty())
    result.best_test_acc_seen = std::max_element(epochs.begin(), epochs.end(), less)->test_acc;
  double best = 0;
  for (const EpochRecord& epoch : epochs) {
    if (epoch.scale != 0 || !(epoch.val_acc > best)) continue;
    best = epoch.val_acc;
    result.best_epoch = epoch.epoch;
    result.best_train_acc = epoch.train_acc;
    result.best_val_acc = epoch.val_acc;
    result.best_test_acc = epoch.test_acc;
  }
}

}  // namespace friendly
