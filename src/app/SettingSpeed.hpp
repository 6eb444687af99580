#pragma once
#include <cstdint>
#include <string>
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

/// Probes arrays of each size in `replicas` on all ranks of `world`, which call it alike and begin each size
/// together; the slower ones end alone. `rates` are the calling rank's. Rank 0 has the result, without the
/// sizes that some rank had no time or memory for; it is empty on the others. Throws UserError if a rank is
/// missing.
std::vector<SettingSpeed> measure_setting(const TrialSpec& spec, const DataSize& data,
                                          const std::vector<std::int64_t>& replicas,
                                          const ProbeOptions& options, const Rates& rates,
                                          Communicator& world);

/// What the ranks' devices reach.
struct RankRates {
  Rates own;   ///< the calling rank's
  Rates mean;  ///< of all ranks; on rank 0 only
};

/// Measures them on all ranks at the same time. On a GPU that ranks share, a rank may have a moment without
/// the others, so that its rates are too good. Throws UserError if a rank is missing.
RankRates measure_rank_rates(Communicator& world, const std::string& dtype, const torch::Device& device);

}  // namespace friendly
