#pragma once
#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

#include "train/Minibatches.hpp"
#include "train/Observer.hpp"
#include "train/StepRunner.hpp"
#include "train/TrialArray.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// What the classifier is updated with.
struct ClassifierInput {
  torch::Tensor inputs;  ///< [1 or A, B, ...], of the tile's A replicas
  /// [A', shape...] per slot, added to the gradients of the tile's first A' replicas; empty: none.
  std::vector<torch::Tensor> carried_gradients = {};
};

/// What distinguishes one way of training from another (docs/method.md, "The four methods"). Trainer's loop
/// calls the functions in the order of their declaration. The base class is CT, which adds nothing to the
/// loop.
class Method {
 public:
  Method(TrialArray& array, Observer& observer) : array_(array), observer_(observer) {}
  virtual ~Method() = default;
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;

  /// Called before an epoch's first classifier step, and when an epoch is resumed in its middle.
  virtual void start_epoch() {}

  /// Called before each classifier step of the array.
  virtual void start_step() {}
  /// The kind of the tile's next classifier step, but for the size of its minibatch.
  virtual StepKind step_kind(const Tile&) const { return {}; }

  /// Called before a classifier step of the tile's replicas, with their minibatch.
  virtual ClassifierInput prepare(const Tile&, const Minibatch& batch) { return {batch.inputs}; }

  /// Which examples the update learns from, bool [A, B], given their losses [A, B]; undefined: all.
  virtual torch::Tensor update_mask(const Tile& tile, const torch::Tensor& losses);

  /// How many replicas, from the first on, train their simplifier in pass `pass` (from 1) of the epoch; 0
  /// ends the passes. Called after the epoch's classifier steps.
  virtual std::int64_t pass_replicas(std::int64_t pass);
  /// Called before the first step of a pass, and when a pass is resumed in its middle.
  virtual void start_pass();
  /// The same as step_kind() for a step of the simplifiers.
  virtual StepKind pass_step_kind(const Tile&) const { return {}; }
  /// One step of the simplifiers of the tile's replicas.
  virtual void pass_step(const Tile& tile, const Minibatch& batch);
  /// Called after a pass and its evaluation; `val_acc` has one entry per replica.
  virtual void finish_pass(const std::vector<double>& val_acc);

  /// Writes the method's own figures of the epoch into the records, one per replica, and clears them.
  virtual void finish_epoch(std::vector<EpochRecord>& records);

  /// What an interruption in the middle of an epoch must keep besides the networks, [R, ...] each, sharing
  /// memory.
  virtual std::vector<torch::Tensor> tensors() { return {}; }

 protected:
  TrialArray& array_;
  Observer& observer_;
};

/// The method that the array's specifications name. Both arguments must outlive it.
std::unique_ptr<Method> make_method(TrialArray& array, Observer& observer);

}  // namespace friendly
