#pragma once
#include <cmath>
#include <cstdint>

#include "core/VectorLevel.hpp"

namespace friendly {

// The arithmetic of CrossEntropy, written once for loops on a CPU and kernels on a GPU.

/// Where the predictions of an array are, and what is computed of them; R replicas, B examples, K classes.
template <class Number>
struct Predictions {
  const Number* logits;        ///< [R, B, K]
  const std::int64_t* labels;  ///< [R, B] with `label_stride`, or [B] of all replicas where it is 0
  std::int64_t examples, classes, label_stride;
  Number* shares;  ///< [R, B, K]: softmax
  Number* losses;  ///< [R, B]
  bool* right;     ///< [R, B]: whether the label has the largest logit, the first one of equals

  FRIENDLY_INLINE void score(std::int64_t replica, std::int64_t example) const {
    const std::int64_t at = replica * examples + example, label = labels[replica * label_stride + example];
    const Number* const row = logits + at * classes;
    Number* const of_row = shares + at * classes;
    std::int64_t best = 0;
    for (std::int64_t k = 1; k < classes; ++k)
      if (row[k] > row[best]) best = k;
    Number sum = 0;
    for (std::int64_t k = 0; k < classes; ++k) sum += of_row[k] = std::exp(row[k] - row[best]);
    for (std::int64_t k = 0; k < classes; ++k) of_row[k] /= sum;
    losses[at] = std::log(sum) - (row[label] - row[best]);
    right[at] = best == label;
  }
};

/// The same for the mean of their losses, and its gradient by the logits.
template <class Number>
struct MeanOfLosses {
  const Number *shares, *losses;
  const std::int64_t* labels;
  const bool* mask;  ///< [R, B]: which of them count; null: all
  std::int64_t examples, classes, label_stride;
  Number* means;      ///< [R]
  Number* gradients;  ///< [R, B, K]

  FRIENDLY_INLINE bool counts(std::int64_t at) const { return mask == nullptr || mask[at]; }
  /// At least 1.
  FRIENDLY_INLINE Number count(std::int64_t replica) const {
    std::int64_t number = 0;
    for (std::int64_t b = 0; b < examples; ++b) number += counts(replica * examples + b);
    return static_cast<Number>(number > 0 ? number : 1);
  }
  FRIENDLY_INLINE void average(std::int64_t replica, Number count) const {
    Number sum = 0;
    for (std::int64_t at = replica * examples; at < (replica + 1) * examples; ++at)
      if (counts(at)) sum += losses[at];
    means[replica] = sum / count;
  }
  FRIENDLY_INLINE void differentiate(std::int64_t replica, std::int64_t example, Number count) const {
    const std::int64_t at = replica * examples + example, label = labels[replica * label_stride + example];
    const bool is_counted = counts(at);  // one replica's NaN stays its own
    for (std::int64_t k = 0; k < classes; ++k)
      gradients[at * classes + k] =
          is_counted ? (shares[at * classes + k] - static_cast<Number>(k == label)) / count : Number(0);
  }
};

}  // namespace friendly
