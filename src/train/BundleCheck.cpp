#include "train/BundleCheck.hpp"

#include <fmt/format.h>

#include "core/Error.hpp"
#include "train/TrialArray.hpp"

namespace friendly {

DatasetRequest dataset_request(const TrialSpec& spec) {
  return {spec.dataset, spec.seed, spec.noisy_labels, spec.n_train, spec.n_examples, spec.noise};
}

DatasetProvenance check_bundles(const std::vector<Bundle>& bundles, DatasetStore& datasets) {
  DatasetProvenance provenance;
  for (const Bundle& bundle : bundles) {
    const auto data = datasets.get(dataset_request(bundle.trials.front().spec));
    provenance.checksums[data->name] = data->checksum;
    provenance.origins[data->name] = data->origin;
    for (const Trial& trial : bundle.trials) {
      try {
        check_trainable(trial.spec, *data);
      } catch (const UserError& error) {
        throw error.at(fmt::format("grid \"{}\"", trial.grid));
      }
    }
  }
  return provenance;
}

}  // namespace friendly
