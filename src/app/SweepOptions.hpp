#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "results/CheckpointFolder.hpp"
#include "results/Journal.hpp"
#include "sweep/Coordinator.hpp"
#include "system/Device.hpp"
#include "train/BundleRunner.hpp"
#include "trial/Assignment.hpp"

namespace friendly {

/// The settings of `friendly sweep`, from its command line.
struct SweepOptions {
  std::string file, output, command_line, resuming_line, device;
  std::string training_line;  ///< the command that trains one setting on the same data, without the setting
  std::vector<Assignment> overrides;  ///< of values in the sweep file
  std::int64_t bundle;
  int threads, ranks_per_gpu;
  std::optional<double> memory;  ///< limit in GB for each training rank on a CPU
  bool coordinator_trains, retry_failed, saves_classifiers;
  double checkpoint_interval, trial_timeout;
  Journal::OpenMode open_mode = Journal::OpenMode::resume;
  HeartbeatPolicy heartbeat;
  SweepPolicy policy;
  std::shared_ptr<DatasetStore> datasets;

  /// Seconds of rank 0's silence after which a worker ends: longer than rank 0's own patience, since without
  /// it all is over.
  double patience() const { return 5 * heartbeat.limit; }

  std::string checkpoints() const { return checkpoints_path(output); }

  /// The runner of a training rank at `place`. On a CPU it also limits this process's memory. Throws
  /// UserError if there is no device for the rank, or if `memory` is less than the process uses already.
  BundleRunner runner(const MachinePlace& place) const;
};

/// The settings that a parsed `line` asks for. `arguments` are those it parsed. Throws UserError.
SweepOptions sweep_options(const CommandLine& line, const std::vector<std::string>& arguments);

}  // namespace friendly
