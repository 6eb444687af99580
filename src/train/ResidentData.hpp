#pragma once
#include <torch/types.h>

#include <memory>

#include "dataset/Dataset.hpp"

namespace friendly {

/// The copy of a data set on the device where it is used, kept for all bundles that are trained on it in
/// turn. Only the last one is kept, since a GPU's memory is the arrays'.
class ResidentData {
 public:
  /// `data` with inputs of the type, and on the device, of `options`; it shares the memory of `data` if they
  /// are so already.
  std::shared_ptr<const Dataset> get(const std::shared_ptr<const Dataset>& data,
                                     const torch::TensorOptions& options);

 private:
  std::shared_ptr<const Dataset> source_, copy_;
  torch::ScalarType type_ = torch::kFloat32;
  torch::Device device_ = torch::kCPU;
};

}  // namespace friendly
