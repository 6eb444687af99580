#include "train/Selection.hpp"

#include <cmath>

namespace friendly {

void select_epoch(const std::vector<EpochRecord>& epochs, TrialResult& result) {
  double best = 0;
  for (const EpochRecord& epoch : epochs) {
    // fmax ignores NaN.
    result.best_test_acc_seen = std::fmax(result.best_test_acc_seen, epoch.test_acc);
    if (epoch.scale != 0 || !(epoch.val_acc > best)) continue;
    best = epoch.val_acc;
    result.best_epoch = epoch.epoch;
    result.best_train_acc = epoch.train_acc;
    result.best_val_acc = epoch.val_acc;
    result.best_test_acc = epoch.test_acc;
  }
}

}  // namespace friendly
