#pragma once
#include <torch/types.h>

#include <cstdint>

#include "net/Network.hpp"

namespace friendly {

// Array layers. Flat activations are [R, B, F]. Image activations lie channel beside channel, replica after
// replica: [B, R*C, H, W]; element-wise layers, pooling and resizing then need no array version.

/// [1 or R, B, C, H, W] → [B, C or R*C, H, W].
torch::Tensor stack_channels(const torch::Tensor& x);

/// [B, R*C, H, W] → [R, B, C, H, W].
torch::Tensor unstack_channels(const torch::Tensor& x, std::int64_t replicas);

/// Joins two stacked activations channel-wise within each replica.
torch::Tensor join_channels(const torch::Tensor& first, const torch::Tensor& second, std::int64_t replicas);

/// y = x W^T + b; [1 or R, B, in] → [R, B, out].
class Linear {
 public:
  Linear(NetworkState& state, std::int64_t in, std::int64_t out);
  torch::Tensor operator()(const torch::Tensor& x) const;

 private:
  NetworkState& state_;
  std::size_t weight_ = 0, bias_ = 0;
};

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

/// Batch norm with per-replica statistics, affine, momentum 0.1: flat [R, B, C] or stacked [B, R*C, H, W].
class BatchNorm {
 public:
  BatchNorm(NetworkState& state, std::int64_t channels);
  torch::Tensor flat(const torch::Tensor& x) const;
  torch::Tensor stacked(const torch::Tensor& x) const;

 private:
  NetworkState& state_;
  std::size_t weight_ = 0, bias_ = 0, mean_ = 0, variance_ = 0;
};

/// Dropout drawn from each replica's own stream; x is [R, B, F] or stacked. Off outside training mode.
torch::Tensor dropout(NetworkState& state, const torch::Tensor& x, double probability, bool is_stacked);

}  // namespace friendly
