#include "sweep/Bundling.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/Check.hpp"

namespace friendly {

std::vector<Bundle> make_bundles(std::vector<Trial> trials, std::int64_t capacity) {
  FRIENDLY_CHECK(capacity > 0, "a bundle holds at least one trial");
  std::unordered_map<std::string, std::size_t> place_of_shape;
  std::vector<std::vector<std::size_t>> groups;  // positions, since trials are large
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const auto place = place_of_shape.emplace(shape_of(trials[i].spec), groups.size());
    if (place.second) groups.emplace_back();
    groups[place.first->second].push_back(i);
  }
  const auto by_run = [&](std::size_t a, std::size_t b) { return trials[a].spec.run < trials[b].spec.run; };
  const auto most = static_cast<std::size_t>(capacity);
  std::vector<Bundle> bundles;
  for (auto& group : groups) {
    std::stable_sort(group.begin(), group.end(), by_run);
    const std::size_t count = (group.size() + most - 1) / most;
    for (std::size_t i = 0, next = 0; i < count; ++i) {
      bundles.push_back({static_cast<std::int64_t>(bundles.size()) + 1, {}});
      const std::size_t size = group.size() / count + (i < group.size() % count ? 1 : 0);
      bundles.back().trials.reserve(size);
      for (const std::size_t end = next + size; next < end; ++next)
        bundles.back().trials.push_back(std::move(trials[group[next]]));
    }
  }
  return bundles;
}

std::vector<Bundle> unfinished(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished) {
  const auto is_finished = [&](const Trial& trial) { return finished.count(trial.key) > 0; };
  const auto is_over = [&](const Bundle& bundle) {
    return std::all_of(bundle.trials.begin(), bundle.trials.end(), is_finished);
  };
  bundles.erase(std::remove_if(bundles.begin(), bundles.end(), is_over), bundles.end());
  return bundles;
}

std::vector<Bundle> set_apart(std::vector<Bundle>& bundles,
                              const std::function<bool(const Trial& trial)>& is_chosen) {
  std::vector<Bundle> alone;
  for (Bundle& bundle : bundles) {
    const auto chosen = std::stable_partition(bundle.trials.begin(), bundle.trials.end(),
                                              [&](const Trial& trial) { return !is_chosen(trial); });
    for (auto trial = chosen; trial != bundle.trials.end(); ++trial) alone.push_back(bundle.with({*trial}));
    bundle.trials.erase(chosen, bundle.trials.end());
  }
  const auto is_empty = [](const Bundle& bundle) { return bundle.trials.empty(); };
  bundles.erase(std::remove_if(bundles.begin(), bundles.end(), is_empty), bundles.end());
  return alone;
}

}  // namespace friendly
