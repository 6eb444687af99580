#pragma once
#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "trial/ArrayTimes.hpp"
#include "trial/DataSize.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// How a probe is made.
struct ProbeOptions {
  torch::Device device = torch::kCPU;
  int threads = 1;      ///< CPU threads of each array
  int arrays = 1;       ///< how many train side by side, as on ranks that share a machine
  double seconds = 30;  ///< the most it may take
};

/// What a probe found.
struct SpeedProbe {
  ArrayTimes times;
  std::int64_t replicas = 0;  ///< of the largest array that was timed
  std::int64_t memory = 0;    ///< its peak in bytes; 0 if it was not evaluated in batches of full size
  /// The part of the time that each array had a processor; less than 1 where other programs run.
  double processor_share = 1;
};

/// Trains arrays like `specs`, which have one shape, for a few steps on random numbers in the place of data
/// of size `data`, and times the parts. A single replica comes first; if the whole array would take more than
/// the time that is left, its times are those of the single one times its replicas. Nothing if not even that
/// one could be timed.
std::optional<SpeedProbe> probe_speed(const std::vector<TrialSpec>& specs, const DataSize& data,
                                      const ProbeOptions& options);

}  // namespace friendly
