#pragma once
#include <string>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// A finished trial on fashion with classifier ff, and the accuracies of its reported epoch.
inline TrialRow trial(const std::string& method, double beta, std::int64_t run, double val_acc,
                      double test_acc) {
  TrialRow row;
  row.trial.spec = default_spec(method, "ff");
  row.trial.spec.beta_simp = beta;
  row.trial.spec.run = run;
  row.result.best_epoch = 0;
  row.result.best_val_acc = val_acc;
  row.result.best_test_acc = test_acc;
  return row;
}

inline TrialRow ended(TrialRow row, const std::string& status, std::int64_t best_epoch) {
  row.result.status = status;
  row.result.best_epoch = best_epoch;
  return row;
}

/// A row of NFT with this beta for each of `runs`, all with the same accuracies.
inline void add_runs(std::vector<TrialRow>& rows, double beta, const std::vector<std::int64_t>& runs,
                     double val_acc = 0.5, double test_acc = 0.5) {
  for (const std::int64_t run : runs) rows.push_back(trial("nft", beta, run, val_acc, test_acc));
}

}  // namespace friendly
