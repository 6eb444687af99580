#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "results/Journal.hpp"
#include "sweep/Heartbeat.hpp"
#include "system/Device.hpp"
#include "train/BundleRunner.hpp"

namespace friendly {

/// What the command line of `friendly sweep` asks for.
struct SweepOptions {
  std::string file, output, command_line, resuming_line, device;
  std::int64_t bundle, retries;
  int threads, ranks_per_gpu;
  std::optional<double> memory;  ///< GB for a training rank on a CPU
  bool coordinator_trains, retry_failed;
  double checkpoint_interval, trial_timeout;
  Journal::OpenMode open_mode = Journal::OpenMode::resume;
  HeartbeatPolicy heartbeat;
  std::shared_ptr<DatasetStore> datasets;

  std::string checkpoints() const { return output + ".checkpoints"; }

  /// What a training rank trains with; limits this process's memory if that is on a CPU. Throws UserError
  /// where there is no device for it.
  BundleRunner runner(const MachinePlace& place) const;
};

/// The options, declared.
CommandLine sweep_line();

/// Throws UserError.
SweepOptions sweep_options(const CommandLine& line, const std::vector<std::string>& arguments);

}  // namespace friendly
