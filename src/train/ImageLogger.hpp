#pragma once
#include <torch/types.h>

#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"

namespace friendly {

/// At the end of chosen epochs, records what the first replica's method makes of the first test images: what
/// the classifier would be given at the epoch's last minibatch. The numbers of the training do not change.
class ImageLogger : public Observer {
 public:
  static constexpr std::int64_t kExamples = 8;

  /// `data` must outlive the logger, and its inputs must be images. `epochs` count from 0.
  ImageLogger(const Dataset& data, std::vector<std::int64_t> epochs)
      : data_(data), chosen_(std::move(epochs)) {}

  void on_epoch(TrialArray& array, Method& method, const Records& records) override;

  /// Those of the chosen epochs that have been trained.
  const std::vector<std::int64_t>& epochs() const { return epochs_; }
  /// Originals, simplified images and differences: float32 [epochs, 3, examples, C, H, W], on the CPU.
  torch::Tensor images() const { return torch::stack(images_); }

 private:
  const Dataset& data_;
  std::vector<std::int64_t> chosen_, epochs_;
  std::vector<torch::Tensor> images_;
};

}  // namespace friendly
