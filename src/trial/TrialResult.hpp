#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "trial/ExampleLog.hpp"
#include "trial/Field.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// What was measured in one epoch of a trial. Losses are means of the cross-entropy over examples, accuracies
/// are shares in [0, 1]; what a method does not have is NaN. epoch_fields() explains each member.
struct EpochRecord {
  std::int64_t epoch = 0;
  double train_loss = kUnset;
  double train_acc = kUnset;
  double val_loss = kUnset;
  double val_acc = kUnset;
  double test_loss = kUnset;
  double test_acc = kUnset;
  double scale = 0;
  double lr_clf = kUnset;
  double simp_loss = kUnset;
  double simp_penalty = kUnset;
  double ft_iterations = kUnset;
  double ft_share_left = kUnset;
  double ft_perturbation = kUnset;
  double seconds = 0;
};

/// How a trial ended.
namespace status {
inline const std::string kDone = "done";          ///< trained to its last epoch
inline const std::string kDiverged = "diverged";  ///< a loss became infinite or NaN
inline const std::string kFailed = "failed";      ///< training threw an error
inline const std::string kCrashed = "crashed";    ///< its rank was lost too often to try again
inline const std::string kPruned = "pruned";      ///< it lost a race, and is not trained any further
inline const std::string kPaused =
    "paused";  ///< trained to a rung of its race: not the end, so never a row's

/// Whether a row with this status means that something went wrong.
inline bool is_failure(const std::string& status) {
  return status != kDone && status != kPruned;
}
}  // namespace status

/// How a trial ended: the columns of /trials after the hyperparameters. result_fields() explains each member.
struct TrialResult {
  std::string status = status::kDone;
  std::string reason;
  std::int64_t attempts = 1;
  std::int64_t bundle = 0;
  std::int64_t replicas = 1;
  std::int64_t rank = 0;
  std::string host;
  std::string device;
  std::int64_t threads = 1;
  double start = 0;
  double seconds = 0;
  std::int64_t memory = 0;
  std::int64_t epochs_done = 0;
  std::int64_t best_epoch = -1;
  double best_train_acc = kUnset;
  double best_val_acc = kUnset;
  double best_test_acc = kUnset;
  double best_test_acc_seen = kUnset;
  std::int64_t n_parameters_clf = 0;
  std::int64_t n_parameters_simp = 0;
};

/// A trial's result together with all its epochs, and the examples that it logged.
struct TrialOutcome {
  TrialResult result;
  std::vector<EpochRecord> epochs;
  ExampleLog log = {};
};

/// The members of EpochRecord and TrialResult, in the order of the HDF5 columns.
const std::vector<Field<EpochRecord>>& epoch_fields();
const std::vector<Field<TrialResult>>& result_fields();

nlohmann::json to_json(const EpochRecord& record);
nlohmann::json to_json(const TrialResult& result);
nlohmann::json to_json(const TrialOutcome& outcome);

/// The inverses of to_json(). Members of records that are absent, because an earlier version wrote them, have
/// their defaults. They throw UserError naming the first member of another type.
EpochRecord epoch_from_json(const nlohmann::json& object);
TrialResult result_from_json(const nlohmann::json& object);
TrialOutcome outcome_from_json(const nlohmann::json& object);

}  // namespace friendly
