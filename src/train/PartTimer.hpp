#pragma once
#include <cstdint>
#include <functional>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"

namespace friendly {

/// The time that some repetitions took together.
struct TimedPart {
  double seconds = 0, count = 0;

  void add(double more, double repetitions = 1) {
    seconds += more;
    count += repetitions;
  }
  double mean() const { return count > 0 ? seconds / count : 0; }
};

/// Times the parts of a training run of two epochs, of which only the first is on simplified data, from what
/// its observers and hooks are told. The first step of each kind warms up and does not count, and the last of
/// an epoch does not where nothing marks its end.
class PartTimer : public Observer {
 public:
  /// `minibatches` per pass. After each epoch the classifiers are evaluated on `scored`, in batches of
  /// `batch_size`; the first time warms up. `now` says the time in seconds once all computations are done.
  PartTimer(std::int64_t minibatches, const Dataset& scored, std::int64_t batch_size,
            std::function<double()> now)
      : minibatches_(minibatches), scored_(scored), batch_size_(batch_size), now_(std::move(now)) {}

  /// To be called where the run asks whether to stop.
  void on_question();
  void on_loss(const Tile& tile, const torch::Tensor& losses, const torch::Tensor& counts) override;
  void on_evaluation(TrialArray& array, const Evaluation& evaluation, std::int64_t replicas) override;
  void on_epoch(TrialArray& array, Method& method, const Records& records) override;

  TimedPart step;         ///< classifier steps on data as they are
  TimedPart simplified;   ///< and on simplified data, FT's inner iterations included
  TimedPart iteration;    ///< of FT
  TimedPart pass_step;    ///< of NFT's simplifier
  TimedPart evaluation;   ///< by example
  double iterations = 0;  ///< inner ones in the steps of `simplified`
  double evaluating = 0;  ///< seconds, warming up included

 private:
  void start_step();
  void end_tile();
  void end_step(double time);

  std::int64_t minibatches_;
  const Dataset& scored_;
  std::int64_t batch_size_;
  std::function<double()> now_;
  std::int64_t epoch_ = 0, steps_ = 0;  // steps of this epoch, of both kinds
  bool is_evaluating_ = false;
  // Of this step. A tile's losses are those of its inner iterations, then the classifier's.
  std::int64_t tiles_ = 0, tile_ = -1, losses_ = 0;
  double inner_ = 0;  // from the first to the last inner loss, summed over tiles
  double start_ = 0, first_loss_ = 0, loss_ = 0, loss_before_ = 0;  // the latter of this tile
};

}  // namespace friendly
