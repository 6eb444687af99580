#pragma once
#include <vector>

#include "sweep/Forecast.hpp"
#include "train/SpeedProbe.hpp"

namespace friendly {

/// How many shapes were probed, and how that went.
struct ShapeProbes {
  std::size_t measured = 0, left = 0;
  double seconds = 0;
  double processor_share = 1;  ///< the least of any probe
};

/// Probes on this machine how fast the shapes of `bundles` are of which `experience` knows nothing, and adds
/// it. The shapes share the time of `options` by what is predicted for them, the largest first.
ShapeProbes probe_shapes(const std::vector<Bundle>& bundles, const ProbeOptions& options,
                         Experience& experience);

/// How many of `ranks` training ranks with `threads` threads each share `device`: those that this machine's
/// processors hold, or one on a GPU. What ranks that share a GPU (--ranks-per-gpu) lose is not known.
int ranks_here(int ranks, int threads, const torch::Device& device);

}  // namespace friendly
