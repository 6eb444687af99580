#pragma once
#include <memory>
#include <string>
#include <vector>

#include "net/Network.hpp"

namespace friendly {

/// The names that make_classifier() accepts.
std::vector<std::string> classifier_names();

/// The classifier called `arch` for inputs of `shape` ([C, H, W] or [D]) and `n_classes` outputs. Throws
/// UserError if the name is unknown or the architecture does not accept such inputs.
std::unique_ptr<Classifier> make_classifier(const std::string& arch, const std::vector<std::int64_t>& shape,
                                            std::int64_t n_classes);

/// The hyperparameters that define a simplifier, under the released code's names.
struct SimplifierOptions {
  std::string simplifier = "unet";
  std::int64_t n_deep = 4;
  std::int64_t n_filters_base = 64;
  std::vector<std::int64_t> hidden;  ///< empty: [256, D]
  std::string activation = "relu";
  bool target_conditioning = false;
  bool sigmoid_postprocessing = false;
};

/// The simplifier for inputs of `shape` ([C, H, W] or [D]). Throws UserError if it cannot accept or produce
/// such inputs.
std::unique_ptr<Simplifier> make_simplifier(const SimplifierOptions& options,
                                            const std::vector<std::int64_t>& shape);

}  // namespace friendly
