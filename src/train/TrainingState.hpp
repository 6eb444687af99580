#pragma once
#include <memory>
#include <string>
#include <vector>

#include "train/Method.hpp"
#include "train/Minibatches.hpp"
#include "train/Observer.hpp"
#include "train/RateSchedule.hpp"
#include "train/TrialArray.hpp"

namespace friendly {

/// Everything about a run that must survive an interruption: a run that loads what was saved continues as if
/// it had never stopped. The method refers to the array, so the state stays where it was constructed.
struct TrainingState {
  /// A run before its first step. `data` must be on `device`, and `observer` must outlive the state.
  TrainingState(const std::vector<TrialSpec>& specs, const Dataset& data, bool shuffle,
                const torch::Device& device, Observer& observer);
  TrainingState(const TrainingState&) = delete;
  TrainingState& operator=(const TrainingState&) = delete;

  /// Writes the checkpoint file `path`. Throws UserError if it cannot be written.
  void save(const std::string& path);
  /// Restores the state from the checkpoint file `path`; call before the first step. Throws UserError if the
  /// file is damaged or was written for another program version, LibTorch, data set or list of trials.
  void load(const std::string& path);

  std::string data_checksum;
  TrialArray array;
  Minibatches minibatches;  ///< of the training data, in the order of the array's replicas
  std::unique_ptr<Method> method;
  std::vector<RateSchedule> rates;  ///< by replica
  torch::Tensor sums;  ///< [2, R], float64: loss and correct predictions in the epoch's classifier steps
  Records records;
  std::vector<std::string> divergence;  ///< by replica: what made it end early, or empty

 private:
  /// What a checkpoint must have in common with the run that loads it.
  nlohmann::json identity() const;
  /// What a checkpoint holds besides its head and the dropout streams, sharing memory.
  std::vector<torch::Tensor> tensors();
};

}  // namespace friendly
