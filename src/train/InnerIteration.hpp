#pragma once
#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace friendly {

/// What one of FT's inner iterations is to do with A replicas and B examples (docs/method.md, "FT"). Each
/// function below is one loop on a CPU and one kernel on a GPU.
struct InnerPlan {
  torch::Tensor active, moves;  ///< bool [A, B]: takes part in the iteration; is not left after it
  /// bool [A]: any example takes part; it is the replica's last iteration; the replica needs another one.
  torch::Tensor has_active, ends, has_more;
};

/// What the iterations before have left behind; plan_iteration() changes it.
struct InnerProgress {
  torch::Tensor left;        ///< bool [A, B]: predicted well enough, and out
  torch::Tensor last_index;  ///< float64 [A]: index of the last iteration
};

/// Plans iteration `index` given each example's loss [A, B], whether it is predicted correctly, bool [A, B],
/// the confidence [A] from which it leaves, and the limits of iterations, float64 [A].
InnerPlan plan_iteration(InnerProgress& progress, const torch::Tensor& losses, const torch::Tensor& right,
                         const torch::Tensor& thresholds, const torch::Tensor& limits, std::int64_t index);

/// Moves `inputs` [A, B, ...] by `steps` [A] down `gradients` where `moves` says so.
void move_inputs(const torch::Tensor& inputs, const torch::Tensor& gradients, const torch::Tensor& moves,
                 const torch::Tensor& steps);

/// Copies the rows of `from` to those of `to` where `chosen`, bool [A], is true; [A, ...] per slot.
void keep_rows(const std::vector<torch::Tensor>& to, const std::vector<torch::Tensor>& from,
               const torch::Tensor& chosen);

}  // namespace friendly
