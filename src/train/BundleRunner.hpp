#pragma once
#include <torch/types.h>

#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dataset/DatasetStore.hpp"
#include "train/Observer.hpp"
#include "trial/Runner.hpp"

namespace friendly {

/// Trains bundles on one device: what a sweep's worker runs. A bundle that meets an error, too little memory
/// among them, is halved, and its halves are trained one after the other: what stands alone at last is a
/// trial that fails by itself. Bundles of a shape that was too large for the memory are halved at once.
struct BundleRunner {
  std::shared_ptr<DatasetStore> datasets;
  torch::Device device = torch::kCPU;
  int threads = 1;
  std::string checkpoint_folder;    ///< empty: none are kept
  double checkpoint_interval = 60;  ///< seconds
  /// Seconds after which an array's trials end as failed; the checkpoint stays, so that they can be tried
  /// again with more time.
  double trial_timeout = std::numeric_limits<double>::infinity();
  bool halves_bundles = false;   ///< false: errors are thrown
  Observer* observer = nullptr;  ///< sees inside the training

  /// Throws Interrupted; without halving also whatever training throws.
  std::vector<TrialOutcome> operator()(const Bundle& bundle, const TrainingHooks& hooks);

  /// By shape, the fewest trials that memory did not suffice for.
  std::map<std::string, std::size_t> too_many = {};
  /// Checkpoints that are of no use once the whole bundle has ended: its parts report together.
  std::set<std::string> spent_checkpoints = {};

 private:
  std::vector<TrialOutcome> train_or_halve(const Bundle& bundle, const TrainingHooks& hooks);
  std::vector<TrialOutcome> train(const Bundle& bundle, const TrainingHooks& hooks);
  std::vector<TrialOutcome> train_halves(const Bundle& bundle, const TrainingHooks& hooks);
  bool is_too_large(const Bundle& bundle) const;
  void note_out_of_memory(const Bundle& bundle);
};

}  // namespace friendly
