#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "trial/Bundle.hpp"

namespace friendly {

/// Groups trials of equal shape into bundles of at most `capacity` trials, with ids from 1. Each shape gets
/// as few bundles as that allows, of sizes that differ by one at most, so that no rank waits for a full one
/// at the end. Shapes are in the order of their first trial. The trials of a shape are ordered by run, then
/// as listed, because replicas of the same run see the same minibatches. The result depends on the list
/// alone, so that a trial's neighbours (and its numbers, should neighbours affect rounding) are the same for
/// any number of ranks and after any interruption.
std::vector<Bundle> make_bundles(std::vector<Trial> trials, std::int64_t capacity);

/// The bundles with at least one trial whose key is not in `finished`. They are kept whole, finished trials
/// included, because their composition must not depend on interruptions.
std::vector<Bundle> unfinished(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished);

/// Takes the chosen trials out of their bundles and returns each as a bundle of its own, with the id of the
/// one that it comes from. Bundles without trials are dropped.
std::vector<Bundle> set_apart(std::vector<Bundle>& bundles,
                              const std::function<bool(const Trial& trial)>& is_chosen);

}  // namespace friendly
