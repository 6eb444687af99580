#pragma once
#include <cstdint>
#include <functional>

#include "comm/Heartbeat.hpp"
#include "sweep/CostModel.hpp"

namespace friendly {

/// How patient a coordinator is.
struct SweepPolicy {
  double silence_limit = HeartbeatPolicy().limit;  ///< s without a sign of life after which a rank is lost
  double stall_limit = 1800;    ///< s without headway after which a rank that trains counts as lost
  double stop_limit = 100;      ///< s that ranks have to save before the sweep ends without them
  std::int64_t max_losses = 3;  ///< ranks that a trial takes down without headway before it is trained alone
  std::int64_t retries = 0;     ///< how often a failing trial is tried again in any case
  DataSizes data_sizes = typical_data;  ///< for the order in which bundles are handed out
  std::function<double()> now = HeartbeatPolicy::steady_seconds;
};

}  // namespace friendly
