#pragma once
#include <string>
#include <vector>

#include "net/Layers.hpp"
#include "net/Network.hpp"

namespace friendly {

/// `ff`, the paper's FC-A: D → 10, tanh, → K.
class SmallFeedForward : public Classifier {
 public:
  SmallFeedForward(std::int64_t inputs, std::int64_t n_classes);
  torch::Tensor forward(const torch::Tensor& x) override;
  std::vector<std::string> script() const override;
  bool takes_whole_arrays() const override { return true; }
  std::int64_t evaluation_batch() const override { return 512; }

 private:
  Linear hidden_, output_;
};

/// `ff2`, the paper's FC-B: five hidden layers with batch norm and ReLU.
class DeepFeedForward : public Classifier {
 public:
  DeepFeedForward(std::int64_t inputs, std::int64_t n_classes);
  torch::Tensor forward(const torch::Tensor& x) override;
  std::vector<std::string> script() const override;
  bool takes_whole_arrays() const override { return false; }
  std::int64_t evaluation_batch() const override { return 256; }
  bool needs_two_examples() const override { return true; }

 private:
  std::vector<Linear> linears_;
  std::vector<BatchNorm> norms_;
};

/// Simplifiers are given labels as one-hot vectors of this length, whatever the data set
/// (docs/method.md, "Networks").
inline constexpr std::int64_t kLabelValues = 10;

/// Which of them each of `labels` [...] is, bool [..., kLabelValues]. Unlike torch::one_hot() it looks at no
/// number.
torch::Tensor label_codes(const torch::Tensor& labels);

/// Inputs, layers and outputs of a FeedForwardSimplifier.
struct FeedForwardSimplifierOptions {
  std::int64_t inputs = 0;           ///< D
  std::vector<std::int64_t> hidden;  ///< widths of the layers' outputs; the last is D
  std::string activation = "relu";   ///< relu, leaky-relu or tanh, between the layers
  bool target_conditioning = false;
  bool sigmoid_postprocessing = false;
};

/// The `ff` simplifier; images are flattened and restored to their shape (docs/method.md, "Networks").
class FeedForwardSimplifier : public Simplifier {
 public:
  explicit FeedForwardSimplifier(const FeedForwardSimplifierOptions& options);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& labels) override;
  bool takes_whole_arrays() const override { return true; }

 private:
  FeedForwardSimplifierOptions options_;
  std::vector<Linear> linears_;
};

}  // namespace friendly
