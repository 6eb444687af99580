#include "app/CatalogueSizes.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "core/Error.hpp"
#include "dataset/Catalogue.hpp"
#include "dataset/Inventory.hpp"
#include "formats/SealedFile.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kWordsOfText = 100;  // different ones in a review, about
constexpr std::int64_t kRestOfWine = 29971;

// A damaged file is reported by the sweep, which needs more of it than its size.
std::int64_t generated_examples(const std::string& path, std::int64_t otherwise) {
  try {
    return map_sealed_file(path).dataset.test.size();
  } catch (const UserError&) {
    return otherwise;
  }
}

DataSize whole_set(const DatasetInfo& info, const std::vector<std::string>& folders) {
  DataSize size{info.n_train, info.n_valid, info.n_test, info.shape, info.n_classes};
  if (info.format == Format::reviews || info.format == Format::wine) size.nonzero = kWordsOfText;
  if (info.n_test == 0) size.test = kRestOfWine;
  const DatasetState state = state_of(info, folders);
  if (state.presence == Presence::generated) size.test = generated_examples(state.location, size.test);
  return size;
}

class SizeTable {
 public:
  explicit SizeTable(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  DataSize size_of(const TrialSpec& spec) {
    DataSize size = whole_set_of(spec.dataset);
    if (spec.dataset == "two_moons") {
      size.valid = size.test = spec.n_examples / 5;
      size.train = spec.n_examples - size.valid - size.test;
    }
    if (spec.n_train > 0) size.train = std::min(size.train, spec.n_train);
    return size;
  }

 private:
  const DataSize& whole_set_of(const std::string& name) {
    const auto found = sizes_.find(name);
    if (found != sizes_.end()) return found->second;
    return sizes_[name] = whole_set(dataset_info(name), folders_);
  }

  std::vector<std::string> folders_;
  std::map<std::string, DataSize> sizes_;
};

}  // namespace

DataSizes catalogue_sizes(std::vector<std::string> folders) {
  const auto table = std::make_shared<SizeTable>(std::move(folders));
  return [table](const TrialSpec& spec) { return table->size_of(spec); };
}

}  // namespace friendly
