#include "dataset/LoadDataset.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Random.hpp"
#include "core/Seed.hpp"
#include "dataset/Cache.hpp"
#include "dataset/GeneratedFile.hpp"
#include "dataset/LabelNoise.hpp"
#include "dataset/SourceFiles.hpp"
#include "dataset/StratifiedSplit.hpp"
#include "dataset/TrainValidSplit.hpp"
#include "formats/Cifar.hpp"
#include "formats/CompressedFile.hpp"
#include "formats/SealedFile.hpp"
#include "generate/TwoMoons.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;
using Folders = std::vector<std::string>;

bool is_slow_to_read(Format format) {
  return format == Format::amat || format == Format::reviews || format == Format::wine;
}

UnsplitDataset load_unsplit(const DatasetInfo& info, const Folders& folders) {
  const std::string folder = find_sources(info, folders);
  if (folder.empty()) {
    const std::string generated = find_generated(info, folders);
    if (generated.empty()) throw data_not_found(info, folders);
    return map_sealed_file(generated).dataset;
  }
  const auto read = [&] { return read_source_files(info, folder); };
  const std::string cache = cache_folder(info, folders, folder);
  if (!is_slow_to_read(info.format) || cache.empty()) return read();
  return cached((fs::path(cache) / (info.name + ".h5")).string(),
                source_stamp(present_source_files(info, folder)), read);
}

// How the labels of the first tenth are permuted: [count], int64.
struct Permutation {
  torch::Tensor order;
  std::string source;  // enters the checksum of the data
};

// As a file in `folder` says, or else at random.
Permutation n10_permutation(const std::string& folder, std::int64_t count, std::int64_t seed) {
  const std::string path = (fs::path(folder) / "n10_permutation.txt").string();
  if (fs::exists(path)) {
    const std::string text = read_uncompressed(path);
    return {parse_permutation(text, path, count), sha256(text)};
  }
  RandomStream random(derive_seed("cifar10-n10", {seed}));
  return {torch::tensor(random.permutation(count), torch::kInt64), "drawn from the seed"};
}

Dataset load_files(const DatasetInfo& info, const DatasetRequest& request, const Folders& folders) {
  const UnsplitDataset source = load_unsplit(info, folders);
  torch::Tensor train_labels = source.known.labels;
  std::string checksum = source.checksum;
  if (info.name == "cifar10-n10") {
    const std::int64_t count = train_labels.numel() / 10;
    const Permutation permutation = n10_permutation(find_sources(info, folders), count, request.seed);
    train_labels =
        torch::cat({train_labels.index_select(0, permutation.order), train_labels.slice(0, count)});
    checksum = sha256(source.checksum + " " + permutation.source);
  }
  Dataset dataset = split_train_valid(info, source.known, train_labels, derive_seed("split", {request.seed}));
  dataset.test = source.test;
  dataset.checksum = checksum;
  dataset.origin = source.origin;
  return dataset;
}

Dataset load_two_moons(const DatasetInfo& info, const DatasetRequest& request) {
  const Examples all =
      make_two_moons(request.n_examples, request.noise, derive_seed("two_moons", {request.seed}));
  const std::int64_t n_held_out = request.n_examples / 5;
  const Split outer = stratified_split(all.labels, n_held_out, derive_seed("test split", {request.seed}));
  const Examples known = all.subset(outer.kept);
  const Split inner = stratified_split(known.labels, n_held_out, derive_seed("split", {request.seed}));
  Dataset dataset;
  dataset.name = info.name;
  dataset.n_classes = info.n_classes;
  dataset.train = known.subset(inner.kept);
  dataset.valid = known.subset(inner.held_out);
  dataset.test = all.subset(outer.held_out);
  dataset.checksum = sha256("two_moons, generator 1, n_train stratified");
  dataset.origin = info.origin;
  return dataset;
}

// Where the order of the examples tells something about them (where on its moon a point lies, or that labels
// are permuted), the first ones do not represent the others.
bool is_ordered(const DatasetInfo& info) {
  return info.format == Format::none || info.name == "cifar10-n10";
}

void keep_some(Examples& train, const DatasetInfo& info, const DatasetRequest& request) {
  if (request.n_train > train.size())
    throw UserError(fmt::format("n_train = {} is not possible", request.n_train),
                    fmt::format("the training part has {} examples", train.size()),
                    "choose fewer, or 0 for all");
  if (request.n_train == 0) return;
  if (!is_ordered(info)) {
    train = train.slice(0, request.n_train);
    return;
  }
  const std::int64_t n_left_out = train.size() - request.n_train;
  train =
      train.subset(stratified_split(train.labels, n_left_out, derive_seed("n_train", {request.seed})).kept);
}

}  // namespace

Dataset load_dataset(const DatasetRequest& request, const Folders& folders) {
  const DatasetInfo& info = dataset_info(request.name);
  Dataset dataset =
      info.format == Format::none ? load_two_moons(info, request) : load_files(info, request, folders);
  keep_some(dataset.train, info, request);
  if (request.noisy_labels > 0)
    dataset.train.labels = with_noisy_labels(dataset.train.labels, request.noisy_labels,
                                             derive_seed("noisy_labels", {request.seed}));
  return dataset;
}

}  // namespace friendly
