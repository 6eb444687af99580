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

/// Everything about a run that an interruption has to keep; loading what was saved continues the run as if it
/// had never stopped.
struct TrainingState {
  /// A run before its first step. `data` is on `device`.
  TrainingState(const std::vector<TrialSpec>& specs, const Dataset& data, bool shuffle,
                const torch::Device& device, Observer& observer);

  /// Writes a checkpoint file. Throws UserError if the disk refuses.
  void save(const std::string& path);
  /// Continues from a checkpoint file. Throws UserError if it is damaged or belongs to something else.
  void load(const std::string& path);

  std::string data_checksum;
  TrialArray array;
  Minibatches minibatches;  ///< of the training data, in the order of the array's replicas
  std::unique_ptr<Method> method;
  std::vector<RateSchedule> rates;  ///< by replica
  torch::Tensor sums;  ///< [2, R], float64: loss and right predictions of the epoch's classifier steps
  Records records;     ///< by replica
  std::vector<std::string> ends;  ///< by replica: why it diverged, or empty

 private:
  nlohmann::json identity() const;
  std::vector<torch::Tensor> tensors();
};

}  // namespace friendly
