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
  std::int64_t epochs = 0;          ///< after which the trials pause; 0: they are trained to the end
  std::int64_t trained_before = 0;  ///< epochs after which they paused before, for predictions

  /// The same of these trials alone.
  Bundle with(std::vector<Trial> part) const { return {id, std::move(part), epochs, trained_before}; }
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
