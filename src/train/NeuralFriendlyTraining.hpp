#pragma once
#include <vector>

#include "train/Method.hpp"

namespace friendly {

/// NFT: a second network simplifies the data; it is trained at the end of each epoch (docs/method.md, "NFT").
class NeuralFriendlyTraining : public Method {
 public:
  NeuralFriendlyTraining(TrialArray& array, Observer& observer);

  StepKind step_kind(const Tile& tile) const override;
  ClassifierInput prepare(const Tile& tile, const Minibatch& batch) override;
  std::int64_t pass_replicas(std::int64_t pass) override;
  void start_pass() override;
  StepKind pass_step_kind(const Tile& tile) const override;
  void pass_step(const Tile& tile, const Minibatch& batch) override;
  void finish_pass(const std::vector<double>& val_acc) override;
  void finish_epoch(std::vector<EpochRecord>& records) override;
  std::vector<torch::Tensor> tensors() override;

 private:
  /// Whether a replica that still simplifies trains its simplifier in pass `pass`.
  bool trains_in(std::int64_t replica, std::int64_t pass) const;

  torch::Tensor sums_;     ///< [3, R], float64, of each replica's last pass: cross-entropy, penalty, examples
  torch::Tensor reached_;  ///< bool [R], on the CPU: in this epoch validation accuracy has exceeded acc_thres
  /// How many of the tile's replicas train in the pass.
  std::int64_t count_training(const Tile& tile) const;

  std::vector<bool> trains_;       ///< which replicas train in the pass
  torch::Tensor active_;           ///< the same, bool [R]
  torch::Tensor penalty_weights_;  ///< [R], in the pass
};

}  // namespace friendly
