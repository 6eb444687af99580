#pragma once
#include <torch/types.h>

#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"

namespace friendly {

/// Looks at some epochs at what the first replica's method makes of the first test images: what the
/// classifier would be given at the epoch's last minibatch. Leaves the training's numbers alone.
class ImageLogger : public Observer {
 public:
  static constexpr std::int64_t kExamples = 8;

  /// `data` outlives the logger; its inputs are images.
  ImageLogger(const Dataset& data, std::vector<std::int64_t> epochs)
      : data_(data), chosen_(std::move(epochs)) {}

  void on_epoch(TrialArray& array, Method& method, const Records& records) override;

  /// The chosen epochs that were trained.
  const std::vector<std::int64_t>& epochs() const { return epochs_; }
  /// Original, simplified and difference: float32 [epochs, 3, examples, C, H, W].
  torch::Tensor images() const { return torch::stack(images_); }

 private:
  const Dataset& data_;
  std::vector<std::int64_t> chosen_, epochs_;
  std::vector<torch::Tensor> images_;
};

}  // namespace friendly
