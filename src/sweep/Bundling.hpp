#pragma once
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "trial/Bundle.hpp"

namespace friendly {

/// Composes bundles of at most `capacity` trials, ids from 1: as few of a shape as that allows, and as even
/// as they can be, so that no rank waits for a full one at the end. Shapes come in the order of their first
/// trial, a shape's trials by run and then as listed, because replicas of one run see the same minibatches.
/// The result is a function of the list alone, so that a trial's neighbours (and its numbers, should they
/// change rounding) are the same on any number of ranks and after any interruption.
std::vector<Bundle> make_bundles(std::vector<Trial> trials, std::int64_t capacity);

/// The bundles with at least one trial whose key is not in `finished`; they are trained again as a whole.
std::vector<Bundle> unfinished(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished);

}  // namespace friendly
