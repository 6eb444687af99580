#pragma once
#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

#include "train/Minibatches.hpp"
#include "train/Observer.hpp"
#include "train/TrialArray.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// What the classifier is updated on.
struct ClassifierInput {
  torch::Tensor inputs;            ///< [1 or R, B, ...]
  torch::Tensor carried_gradient;  ///< flat [A, P], added to the first replicas' gradient; undefined: none
};

/// What tells one way of training from another. The base class is CT, which does nothing of its own.
class Method {
 public:
  Method(TrialArray& array, Observer& observer) : array_(array), observer_(observer) {}
  virtual ~Method() = default;
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;

  /// Before a classifier step; the classifier is in training mode before and after.
  virtual ClassifierInput prepare(const Minibatch& batch) { return {batch.inputs, {}}; }

  /// Which examples enter the update, bool [R, B], given their losses [R, B]; undefined: all.
  virtual torch::Tensor entering(const torch::Tensor& losses);

  /// How many replicas, from the first on, train their simplifier in pass `pass` (1-based) of the epoch; 0
  /// ends the passes. Asked after the epoch's classifier steps.
  virtual std::int64_t pass_replicas(std::int64_t pass);
  virtual void start_pass();
  /// One step of the simplifier, on a minibatch of the pass's replicas.
  virtual void pass_step(const Minibatch& batch);
  /// After a pass and its evaluation; `val_acc` has an entry a replica.
  virtual void finish_pass(const std::vector<double>& val_acc);

  /// Writes the method's own figures of the epoch into the records, one a replica, and clears them.
  virtual void finish_epoch(std::vector<EpochRecord>& records);

  /// Tensors that a checkpoint in the middle of an epoch has to hold, sharing memory.
  virtual std::vector<torch::Tensor> tensors() { return {}; }

 protected:
  TrialArray& array_;
  Observer& observer_;
};

/// The method that the array's specifications name.
std::unique_ptr<Method> make_method(TrialArray& array, Observer& observer);

}  // namespace friendly
