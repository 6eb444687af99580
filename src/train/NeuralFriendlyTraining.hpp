#pragma once
#include <vector>

#include "train/Method.hpp"

namespace friendly {

/// NFT: another network simplifies the data, and is trained once an epoch (docs/method.md, "NFT").
class NeuralFriendlyTraining : public Method {
 public:
  NeuralFriendlyTraining(TrialArray& array, Observer& observer);

  ClassifierInput prepare(const Minibatch& batch) override;
  std::int64_t pass_replicas(std::int64_t pass) override;
  void start_pass() override;
  void pass_step(const Minibatch& batch) override;
  void finish_pass(const std::vector<double>& val_acc) override;
  void finish_epoch(std::vector<EpochRecord>& records) override;
  std::vector<torch::Tensor> tensors() override;

 private:
  bool trains_in(std::int64_t replica, std::int64_t pass) const;

  torch::Tensor sums_;             ///< [3, R], float64: cross-entropy, penalty, examples of its last pass
  torch::Tensor reached_;          ///< bool [R]: the validation accuracy is above acc_thres
  torch::Tensor active_;           ///< bool [A, 1] in the pass; undefined: all
  torch::Tensor penalty_weights_;  ///< [A] in the pass
};

}  // namespace friendly
