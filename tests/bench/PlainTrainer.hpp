#pragma once
#include <torch/nn.h>
#include <torch/optim.h>

#include "net/ModuleUNet.hpp"
#include "trial/DataSize.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// The parts of a trial's training as one would write them with torch::nn and torch::optim: one trial at a
/// time, no data loader, float32. Classifiers `ff`, `ff2`, `cnn` and `cnn2`, the U-Net, Adam.
class PlainTrainer {
 public:
  PlainTrainer(const TrialSpec& spec, const DataSize& data, const torch::Device& device);

  /// A step of the classifier.
  void step();
  /// What NFT does before a step on simplified data.
  void simplification();
  /// One inner iteration of FT on a minibatch that no example has left.
  void iteration();
  /// A step of NFT's simplifier.
  void pass_step();
  /// Scores `test_batch_size` examples.
  void evaluation();

 private:
  torch::Tensor next_minibatch();

  TrialSpec spec_;
  torch::Tensor inputs_, labels_;  // of the training examples
  torch::Tensor tested_, tested_labels_;
  torch::Tensor order_, targets_;
  std::int64_t position_ = 0, test_batch_ = 0;
  torch::nn::Sequential classifier_;
  testing::ModuleUNet simplifier_ = nullptr;
  std::unique_ptr<torch::optim::Adam> classifier_steps_, simplifier_steps_;
};

}  // namespace friendly
