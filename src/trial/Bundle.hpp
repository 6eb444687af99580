#pragma once
#include <cstdint>
#include <string>
#include <unordered_set>
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

/// Composes bundles of at most `capacity` trials, ids from 1: as few of a shape as that allows, and as even
/// as they can be, so that no rank waits for a full one at the end. Shapes come in the order of their first
/// trial, a shape's trials by run and then as listed, because replicas of one run see the same minibatches.
/// The result is a function of the list alone, so that a trial's neighbours (and its numbers, should they
/// change rounding) are the same on any number of ranks and after any interruption.
std::vector<Bundle> make_bundles(std::vector<Trial> trials, std::int64_t capacity);

/// The bundles with at least one trial whose key is not in `finished`; they are trained again as a whole.
std::vector<Bundle> unfinished(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished);

nlohmann::json to_json(const Bundle& bundle);
Bundle bundle_from_json(const nlohmann::json& object);

}  // namespace friendly
