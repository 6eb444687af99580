#pragma once
#include <torch/types.h>

#include <cstdint>

#include "net/Network.hpp"

namespace friendly {

// Array layers. Flat activations are [R, B, F]. Image activations are stacked by channel, replica after
// replica: [B, R*C, H, W], so that element-wise layers, pooling and resizing need no array version.

/// Stacks images: [1 or R, B, C, H, W] → [B, C or R*C, H, W].
torch::Tensor stack_channels(const torch::Tensor& x);

/// The inverse of stack_channels(): [B, R*C, H, W] → [R, B, C, H, W].
torch::Tensor unstack_channels(const torch::Tensor& x, std::int64_t replicas);

/// Concatenates two stacked activations channel-wise within each replica: [B, R*C, H, W] and [B, R*C', H, W]
/// → [B, R*(C+C'), H, W].
torch::Tensor join_channels(const torch::Tensor& first, const torch::Tensor& second, std::int64_t replicas);

/// Linear layer, y = x W^T + b; [1 or R, B, in] → [R, B, out].
class Linear {
 public:
  Linear(NetworkState& state, std::int64_t in, std::int64_t out);
  torch::Tensor operator()(const torch::Tensor& x) const;

 private:
  NetworkState& state_;
  std::size_t weight_ = 0, bias_ = 0;
};

/// Options of a Conv2d, as torch::nn's; kernels are square.
struct ConvOptions {
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  bool bias = true;
};

/// Convolution; stacked [B, in or R*in, H, W] → stacked [B, R*out, H', W'].
class Conv2d {
 public:
  Conv2d(NetworkState& state, std::int64_t in, std::int64_t out, ConvOptions options);
  torch::Tensor operator()(const torch::Tensor& x) const;

 private:
  NetworkState& state_;
  std::int64_t in_;
  ConvOptions options_;
  std::size_t weight_ = 0, bias_ = 0;
};

/// Affine batch norm with statistics per replica, momentum 0.1: flat [R, B, C] or stacked [B, R*C, H, W].
class BatchNorm {
 public:
  BatchNorm(NetworkState& state, std::int64_t channels);
  torch::Tensor flat(const torch::Tensor& x) const;
  torch::Tensor stacked(const torch::Tensor& x) const;

 private:
  NetworkState& state_;
  std::size_t weight_ = 0, bias_ = 0, mean_ = 0, variance_ = 0;
};

/// Dropout: flat [R, B, F] or stacked [B, R*C, H, W]. What a replica loses depends on its key and on the
/// layer's number in the network. Outside training mode, or without keys, inputs are returned as they are.
class Dropout {
 public:
  Dropout(NetworkState& state, double probability);
  torch::Tensor flat(const torch::Tensor& x) const;
  torch::Tensor stacked(const torch::Tensor& x) const;

 private:
  bool is_off() const { return !state_.training || state_.dropout_keys.empty(); }
  /// What inputs of this shape [R, ...] are multiplied by.
  torch::Tensor mask(const std::vector<std::int64_t>& shape, const torch::TensorOptions& options) const;

  NetworkState& state_;
  double probability_;
  std::uint32_t layer_;
};

}  // namespace friendly
