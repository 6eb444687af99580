#include "app/DatasetStore.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace friendly {
namespace {

constexpr std::size_t kMostKept = 2;

DatasetRequest request_of(const TrialSpec& spec) {
  return {spec.dataset, spec.seed, spec.noisy_labels, spec.n_train, spec.n_examples, spec.noise};
}

std::string text_of(const DatasetRequest& request) {
  return fmt::format("{} {} {} {} {} {}", request.name, request.seed, request.noisy_labels, request.n_train,
                     request.n_examples, request.noise);
}

}  // namespace

std::shared_ptr<const Dataset> DatasetStore::get(const TrialSpec& spec) {
  const std::lock_guard guard(mutex_);
  const std::string request = text_of(request_of(spec));
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry)
    if (entry->request == request) {
      entries_.splice(entries_.begin(), entries_, entry);
      return entries_.front().data;
    }
  entries_.push_front({request, std::make_shared<const Dataset>(load_dataset(request_of(spec), folders_))});
  if (entries_.size() > kMostKept) entries_.pop_back();
  return entries_.front().data;
}

void add_data_option(CommandLine& line) {
  line.option("data", "DIR", "folder of the data sets; default: FRIENDLY_DATA or data");
}

std::vector<std::string> data_folders(const CommandLine& line) {
  if (line.has("data")) return {line.get("data")};
  const char* variable = std::getenv("FRIENDLY_DATA");
  return {variable != nullptr ? variable : "data"};
}

}  // namespace friendly
