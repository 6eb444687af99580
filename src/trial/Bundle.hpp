#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "trial/TrialSpec.hpp"

namespace friendly {

/// Trials of one shape, which are trained together as one array.
struct Bundle {
  std::int64_t id = 0;
  std::vector<Trial> trials;
};

/// Everything that trials must have in common to be one array, as text: all hyperparameters in use but those
/// that an array holds as a vector over its replicas.
std::string shape_of(const TrialSpec& spec);

nlohmann::json to_json(const Bundle& bundle);
Bundle bundle_from_json(const nlohmann::json& object);

/// An array that was trained to its end: what predictions learn from.
struct MeasuredArray {
  Bundle bundle;
  double seconds = 0;
  std::int64_t replicas = 0;  ///< including trials that did not reach their end
  std::int64_t memory = 0;    ///< bytes
};

}  // namespace friendly
