#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "search/Races.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The trials of a sweep that race, and the bundles of their rungs. Which trials a bundle has depends on the
/// races and on who goes on, and not on ranks or interruptions, like those of make_bundles().
class Racing {
 public:
  Racing() = default;
  /// `trials`: the whole sweep. `capacity`: the most trials in a bundle. The bundles have ids above
  /// `last_id`, with gaps.
  Racing(std::vector<Race> races, const std::vector<Trial>& trials, std::int64_t capacity,
         std::int64_t last_id);

  Races races;

  bool has(const std::string& key) const { return races.has(key); }
  /// A trial that races.
  const Trial& trial(const std::string& key) const { return trials_.at(key); }
  /// Races::epochs_spared() of these trials.
  double epochs_spared() const;
  /// Bundles of the rungs that have begun since the last call.
  std::vector<Bundle> begun();

 private:
  std::unordered_map<std::string, Trial> trials_;  // by key
  std::int64_t capacity_ = 1, last_id_ = 0;
};

}  // namespace friendly
