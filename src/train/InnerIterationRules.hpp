#pragma once
#include <cmath>
#include <cstdint>

#include "core/VectorLevel.hpp"

namespace friendly {

// The arithmetic of one of FT's inner iterations (docs/method.md, "FT"), written once for loops on a CPU and
// kernels on a GPU.

/// Which examples of an array take part in iteration `index`, and which leave; A replicas, B examples.
template <class Number>
struct InnerChoice {
  const Number* losses;      ///< [A, B]
  const bool* right;         ///< [A, B]
  const Number* thresholds;  ///< [A]
  const double* limits;      ///< [A]
  std::int64_t examples, index;
  bool* left;                          ///< [A, B]; changes
  double* last_index;                  ///< [A]; changes
  bool *active, *moves;                ///< [A, B]: take part; are not left after it
  bool *has_active, *ends, *has_more;  ///< [A]: this is its last iteration; it needs another one

  FRIENDLY_INLINE bool is_running(std::int64_t replica) const {
    return limits[replica] > static_cast<double>(index);
  }
  FRIENDLY_INLINE void choose(std::int64_t replica, std::int64_t example) const {
    const std::int64_t at = replica * examples + example;
    active[at] = is_running(replica) && !left[at];
    left[at] = left[at] || (active[at] && right[at] && std::exp(-losses[at]) > thresholds[replica]);
    moves[at] = active[at] && !left[at];
  }
  /// Given whether any of the replica's examples is active, and whether all have left.
  FRIENDLY_INLINE void conclude(std::int64_t replica, bool any_active, bool all_left) const {
    has_active[replica] = any_active;
    has_more[replica] = limits[replica] > static_cast<double>(index + 1) && !all_left;
    ends[replica] = any_active && !has_more[replica];
    if (any_active) last_index[replica] = static_cast<double>(index);
  }
};

/// Moves examples down their gradients; `size` numbers each.
template <class Number>
struct InnerMove {
  Number* inputs;           ///< [A, B, size]; changes
  const Number* gradients;  ///< [A, B, size]
  const bool* moves;        ///< [A, B]
  const Number* steps;      ///< [A]
  std::int64_t examples, size;

  FRIENDLY_INLINE void move(std::int64_t replica, std::int64_t at, std::int64_t i) const {
    const std::int64_t number = at * size + i;
    inputs[number] = inputs[number] - steps[replica] * gradients[number];
  }
};

}  // namespace friendly
