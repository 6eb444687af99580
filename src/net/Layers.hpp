#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>

#include "net/Network.hpp"

namespace friendly {

// Linear layers compute an array, [R, B, F] at a time. All others have the images, or the features, of the
// one replica in use (NetworkState): [B, C, H, W] with channels last in memory, or [B, F]. Networks that have
// such layers say so in Network::takes_whole_arrays().
//
// Activations have the type of the network's input, to which the parameters of products and convolutions are
// rounded; those of batch norm, and its statistics, are used as they are.
//
// script() of a layer is what one replica computes in evaluation mode, as a TorchScript expression of `x`,
// which is one as well; see Classifier::script().

/// Images [B, C, H, W] with channels last in memory, in which convolutions and pooling are fastest.
torch::Tensor channels_last(const torch::Tensor& images);

/// Flattens images [B, C, H, W] with channels last to features [B, C*H*W], channel by channel as
/// torch::flatten does; the gradient by the images has channels last again.
torch::Tensor flatten_images(const torch::Tensor& images);

/// Linear layer, y = x W^T + b; [1 or R, B, in] → [R, B, out].
class Linear {
 public:
  Linear(NetworkState& state, std::int64_t in, std::int64_t out);
  torch::Tensor operator()(const torch::Tensor& x) const;
  std::string script(const std::string& x) const;

 private:
  NetworkState& state_;
  std::string name_;
  std::size_t weight_ = 0, bias_ = 0;
};

/// Options of a Conv2d, as torch::nn's; kernels are square.
struct ConvOptions {
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  bool bias = true;
};

/// Convolution; [B, in, H, W] → [B, out, H', W'].
class Conv2d {
 public:
  Conv2d(NetworkState& state, std::int64_t in, std::int64_t out, ConvOptions options);
  torch::Tensor operator()(const torch::Tensor& x) const;
  std::string script(const std::string& x) const;

 private:
  NetworkState& state_;
  std::string name_;
  ConvOptions options_;
  std::size_t weight_ = 0, bias_ = 0;
};

/// Affine batch norm with momentum 0.1; [B, C] or [B, C, H, W].
class BatchNorm {
 public:
  BatchNorm(NetworkState& state, std::int64_t channels);
  torch::Tensor operator()(const torch::Tensor& x) const;
  std::string script(const std::string& x) const;

 private:
  NetworkState& state_;
  std::string name_;
  std::size_t weight_ = 0, bias_ = 0, mean_ = 0, variance_ = 0;
};

/// Dropout of inputs of any shape. What is lost depends on the replica's key, on the layer's number in the
/// network and on the order of the elements in memory. Outside training mode, or without keys, inputs are
/// returned as they are.
class Dropout {
 public:
  Dropout(NetworkState& state, double probability);
  torch::Tensor operator()(const torch::Tensor& x) const;

 private:
  NetworkState& state_;
  double probability_;
  std::uint32_t layer_;
};

}  // namespace friendly
