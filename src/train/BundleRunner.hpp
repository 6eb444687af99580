#pragma once
#include <torch/types.h>

#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dataset/DatasetStore.hpp"
#include "train/Observer.hpp"
#include "train/ReplicaStore.hpp"
#include "train/ResidentData.hpp"
#include "trial/Runner.hpp"

namespace friendly {

/// Trains bundles on one device: the Runner of a sweep's worker. With `halves_bundles`, a bundle that fails,
/// for want of memory for instance, is halved and the halves are trained one after the other, until a trial
/// that fails even on its own ends as failed. A bundle as large as one of its shape that ran out of memory
/// before is halved at once.
struct BundleRunner {
  std::shared_ptr<DatasetStore> datasets;
  torch::Device device = torch::kCPU;
  int threads = 1;
  ReplicaStore replicas;            ///< checkpoints
  double checkpoint_interval = 60;  ///< seconds
  /// Seconds after which the trials of an array end as failed. Their checkpoints are kept, so that they can
  /// be resumed with more time.
  double trial_timeout = std::numeric_limits<double>::infinity();
  bool halves_bundles = false;     ///< false: errors are thrown
  Observer* observer = nullptr;    ///< of every array that is trained; may be null
  double checkpoint_share = 0.03;  ///< most of the time that saving may take

  /// Trains `bundle`; both hooks must be set. Throws Interrupted, UnusableRank if the data cannot be had or
  /// the device fails and, without `halves_bundles`, whatever training throws.
  std::vector<TrialOutcome> operator()(const Bundle& bundle, const TrainingHooks& hooks);
  /// Removes the checkpoints of trials whose outcomes are kept elsewhere by now.
  void recorded(const Bundle& bundle);

  /// By shape (shape_of()), the smallest number of trials that ran out of memory.
  std::map<std::string, std::size_t> out_of_memory_from = {};
  ResidentData resident = {};

 private:
  std::vector<TrialOutcome> train_or_halve(const Bundle& bundle, const TrainingHooks& hooks);
  std::vector<TrialOutcome> train(const Bundle& bundle, const TrainingHooks& hooks);
  std::shared_ptr<const Dataset> data_of(const TrialSpec& spec, const TrainingHooks& hooks);
  std::vector<TrialOutcome> train_halves(const Bundle& bundle, const TrainingHooks& hooks);
  bool is_too_large(const Bundle& bundle) const;
  void note_out_of_memory(const Bundle& bundle);
};

}  // namespace friendly
