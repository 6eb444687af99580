#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "trial/TrialSpec.hpp"

namespace friendly {

/// Trials of the same shape, trained together as one array.
struct Bundle {
  std::int64_t id = 0;
  std::vector<Trial> trials;
};

/// Everything that trials must share to be trained as one array, as text: all hyperparameters in use except
/// those that an array holds as a vector over its replicas.
std::string shape_of(const TrialSpec& spec);

nlohmann::json to_json(const Bundle& bundle);
Bundle bundle_from_json(const nlohmann::json& object);

/// Measurements of an array that was trained to its end, from which predictions learn.
struct MeasuredArray {
  Bundle bundle;
  double seconds = 0;
  std::int64_t replicas = 0;  ///< including trials that ended early
  std::int64_t memory = 0;    ///< peak, in bytes
};

}  // namespace friendly
