#include "trial/TrialResult.hpp"

namespace friendly {

const std::vector<Field<EpochRecord>>& epoch_fields() {
  using E = EpochRecord;
  static const std::vector<Field<E>> fields = {
      {"epoch", &E::epoch, "number of the epoch, from 0"},
      {"train_loss", &E::train_loss, "mean over the classifier's steps, before each update"},
      {"train_acc", &E::train_acc, "likewise; on simplified data while simplification is on"},
      {"val_loss", &E::val_loss, "on validation data, never simplified"},
      {"val_acc", &E::val_acc, "on validation data, never simplified"},
      {"test_loss", &E::test_loss,
       "on test data, never simplified; with test_when end only of the reported epoch"},
      {"test_acc", &E::test_acc, "likewise"},
      {"scale", &E::scale, "developmental plan at the epoch's last minibatch"},
      {"lr_clf", &E::lr_clf, "classifier's learning rate at the epoch's last minibatch"},
      {"simp_loss", &E::simp_loss, "cross-entropy in the epoch's last simplifier pass"},
      {"simp_penalty", &E::simp_penalty, "weighted perturbation penalty in that pass"},
      {"ft_iterations", &E::ft_iterations, "mean over minibatches of the last inner iteration's index"},
      {"ft_share_left", &E::ft_share_left, "share of examples that left the inner iterations early"},
      {"ft_perturbation", &E::ft_perturbation, "mean squared perturbation"},
      {"seconds", &E::seconds, "wall-clock time of the whole array in this epoch", "s"},
  };
  return fields;
}

const std::vector<Field<TrialResult>>& result_fields() {
  using R = TrialResult;
  static const std::vector<Field<R>> fields = {
      {"status", &R::status, "done, pruned, diverged, failed or crashed"},
      {"reason", &R::reason, "why the trial is not done"},
      {"attempts", &R::attempts,
       "how often it was handed out; a rank that was only halted and goes on does not count again"},
      {"bundle", &R::bundle, "number of the bundle it belongs to"},
      {"replicas", &R::replicas,
       "number of trials in its array: the whole bundle, or a part of it if memory was short"},
      {"rank", &R::rank, "MPI rank that trained it"},
      {"host", &R::host, "machine that trained it"},
      {"device", &R::device, "cpu, or cuda and the GPU's name"},
      {"threads", &R::threads, "CPU threads of the rank"},
      {"start", &R::start, "Unix time at which it started", "s"},
      {"seconds", &R::seconds, "wall-clock time of the whole array", "s"},
      {"memory", &R::memory, "peak memory of the whole array's tensors; on a GPU including its data",
       "bytes"},
      {"epochs_done", &R::epochs_done, "epochs trained"},
      {"best_epoch", &R::best_epoch,
       "epoch with the best validation accuracy after simplification; -1: none"},
      {"best_train_acc", &R::best_train_acc, "training accuracy of that epoch"},
      {"best_val_acc", &R::best_val_acc, "validation accuracy of that epoch"},
      {"best_test_acc", &R::best_test_acc, "test accuracy of that epoch: the reported one"},
      {"best_test_acc_seen", &R::best_test_acc_seen, "best test accuracy of any epoch, if all were tested"},
      {"n_parameters_clf", &R::n_parameters_clf, "trainable parameters of the classifier"},
      {"n_parameters_simp", &R::n_parameters_simp, "trainable parameters of the simplifier"},
  };
  return fields;
}

nlohmann::json to_json(const EpochRecord& record) {
  return record_to_json(record, epoch_fields());
}
nlohmann::json to_json(const TrialResult& result) {
  return record_to_json(result, result_fields());
}

nlohmann::json to_json(const TrialOutcome& outcome) {
  auto epochs = nlohmann::json::array();
  for (const EpochRecord& record : outcome.epochs) epochs.push_back(to_json(record));
  nlohmann::json object = {{"result", to_json(outcome.result)}, {"epochs", epochs}};
  if (!outcome.log.empty()) object["log"] = outcome.log;
  return object;
}

EpochRecord epoch_from_json(const nlohmann::json& object) {
  return record_from_json<EpochRecord>(object, epoch_fields());
}

TrialResult result_from_json(const nlohmann::json& object) {
  return record_from_json<TrialResult>(object, result_fields());
}

TrialOutcome outcome_from_json(const nlohmann::json& object) {
  TrialOutcome outcome{result_from_json(object.at("result")), {}, object.value("log", ExampleLog{})};
  for (const auto& record : object.at("epochs")) outcome.epochs.push_back(epoch_from_json(record));
  return outcome;
}

}  // namespace friendly
