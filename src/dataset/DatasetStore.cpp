#include "dataset/DatasetStore.hpp"

#include <fmt/format.h>

namespace friendly {
namespace {

constexpr std::size_t kMaxEntries = 2;

std::string key_of(const DatasetRequest& request) {
  return fmt::format("{} {} {} {} {} {}", request.name, request.seed, request.noisy_labels, request.n_train,
                     request.n_examples, request.noise);
}

}  // namespace

std::shared_ptr<const Dataset> DatasetStore::get(const DatasetRequest& request) {
  const std::lock_guard guard(mutex_);
  const std::string key = key_of(request);
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry)
    if (entry->key == key) {
      entries_.splice(entries_.begin(), entries_, entry);
      return entries_.front().data;
    }
  entries_.push_front({key, std::make_shared<const Dataset>(load_dataset(request, folders_))});
  if (entries_.size() > kMaxEntries) entries_.pop_back();
  return entries_.front().data;
}

}  // namespace friendly
