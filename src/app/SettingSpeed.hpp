#pragma once
#include <cstdint>
#include <vector>

#include "comm/Communicator.hpp"
#include "train/Floor.hpp"
#include "train/SpeedProbe.hpp"

namespace friendly {

/// How fast arrays of one size train a setting on ranks that train such arrays side by side.
struct SettingSpeed {
  TrialSpec spec;
  std::size_t replicas = 0;
  PartMeans times;             ///< seconds of an array's parts, in the mean of the ranks
  double trials_per_hour = 0;  ///< of all ranks together
  double floor_share = 0;      ///< what a rank's own rates allow, over what its array takes; the ranks' mean
  std::int64_t memory = 0;     ///< peak of a rank's array in bytes; 0 if unknown
};

/// Probes arrays of each size in `replicas`, with all `ranks` at the same time; all call it alike. `rates`
/// are the calling rank's. Rank 0 has the result, without the sizes that some rank had no time for; it is
/// empty on the others. Throws UserError if a rank is missing.
std::vector<SettingSpeed> measure_setting(const TrialSpec& spec, const DataSize& data,
                                          const std::vector<std::int64_t>& replicas,
                                          const ProbeOptions& options, const Rates& rates,
                                          Communicator& ranks);

/// Measures each rank's rates at the same time. Throws UserError if a rank is missing.
struct RatesOfRanks {
  Rates own;
  Rates mean;  ///< of all ranks, on rank 0
};
RatesOfRanks measure_rates_of(Communicator& ranks, const std::string& dtype, const torch::Device& device);

}  // namespace friendly
