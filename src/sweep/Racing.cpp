#include "sweep/Racing.hpp"

#include "sweep/Bundling.hpp"

namespace friendly {

Racing::Racing(std::vector<Race> races_of_sweep, const std::vector<Trial>& trials, std::int64_t capacity,
               std::int64_t last_id)
    : races(std::move(races_of_sweep)), capacity_(capacity), last_id_(last_id) {
  for (const Trial& trial : trials)
    if (races.has(trial.key)) trials_.emplace(trial.key, trial);
}

double Racing::epochs_spared() const {
  return races.epochs_spared([this](const std::string& key) { return trial(key).spec.epochs; });
}

std::vector<Bundle> Racing::begun() {
  std::vector<Bundle> bundles;
  for (const RungTrials& rung : races.begun()) {
    std::vector<Trial> trials;
    for (const std::string& key : rung.keys) trials.push_back(trials_.at(key));
    for (Bundle& bundle : make_bundles(std::move(trials), capacity_)) {
      bundle.id += last_id_ + static_cast<std::int64_t>(rung.place);
      bundle.epochs = rung.epochs;
      bundle.trained_before = rung.trained_before;
      bundles.push_back(std::move(bundle));
    }
  }
  return bundles;
}

}  // namespace friendly
