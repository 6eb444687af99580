#pragma once
#include <torch/types.h>

#include "train/Evaluation.hpp"
#include "train/TrialArray.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

class Method;

/// The epochs of each replica.
using Records = std::vector<std::vector<EpochRecord>>;

/// Sees inside a training run; what it does not override costs nothing. For tests, traces and images.
class Observer {
 public:
  virtual ~Observer() = default;

  /// After the array was made, before its first step; may set parameters.
  virtual void on_start(TrialArray&) {}
  /// Mean cross-entropies [A] of the first replicas, evaluated with gradients on. Where `counts` (bool [A])
  /// is defined and false, the replica took no part.
  virtual void on_loss(const torch::Tensor& losses, const torch::Tensor& counts) {
    static_cast<void>(losses), static_cast<void>(counts);
  }
  /// After each evaluation. `replicas`: those whose simplifier was trained in the pass before it.
  virtual void on_evaluation(TrialArray&, const Evaluation&, std::int64_t replicas) {
    static_cast<void>(replicas);
  }
  /// After each epoch, with all records so far.
  virtual void on_epoch(TrialArray&, Method&, const Records& records) { static_cast<void>(records); }
};

/// Several observers as one, in their order.
class Observers : public Observer {
 public:
  explicit Observers(std::vector<Observer*> all) : all_(std::move(all)) {}

  void on_start(TrialArray& array) override {
    for (Observer* one : all_) one->on_start(array);
  }
  void on_loss(const torch::Tensor& losses, const torch::Tensor& counts) override {
    for (Observer* one : all_) one->on_loss(losses, counts);
  }
  void on_evaluation(TrialArray& array, const Evaluation& evaluation, std::int64_t replicas) override {
    for (Observer* one : all_) one->on_evaluation(array, evaluation, replicas);
  }
  void on_epoch(TrialArray& array, Method& method, const Records& records) override {
    for (Observer* one : all_) one->on_epoch(array, method, records);
  }

 private:
  std::vector<Observer*> all_;
};

}  // namespace friendly
