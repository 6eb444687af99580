#include "dataset/Registry.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Seed.hpp"
#include "core/Suggest.hpp"
#include "dataset/Cache.hpp"
#include "dataset/Cifar.hpp"
#include "dataset/DataFile.hpp"
#include "dataset/FileContent.hpp"
#include "dataset/LabelNoise.hpp"
#include "dataset/Parts.hpp"
#include "dataset/Random.hpp"
#include "dataset/Split.hpp"
#include "dataset/TwoMoons.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;
using Folders = std::vector<std::string>;

std::vector<std::string> places(const DatasetInfo& info, const Folders& folders) {
  std::vector<std::string> list;
  for (const auto& folder : folders) list.push_back((fs::path(folder) / info.folder).string());
  if (info.name == "fashion") list.emplace_back("/usr/share/datasets/fashion-mnist");
  return list;
}

UserError absent(const DatasetInfo& info, const Folders& folders) {
  const std::string by_hand = manual_steps(info);
  const std::string make =
      info.format == Format::amat ? fmt::format("`friendly data make {}` or ", info.name) : "";
  return {fmt::format("the data set {} is not here", info.name),
          fmt::format("no file {} in {}", source_names(info).front(), alternatives(places(info, folders))),
          by_hand.empty()
              ? fmt::format("{}`friendly data fetch {}` gets it; --data says where it is", make, info.name)
              : by_hand};
}

bool is_slow_to_read(Format format) {
  return format == Format::amat || format == Format::reviews || format == Format::wine;
}

Examples load_examples(const DatasetInfo& info, const Folders& folders) {
  const std::string place = find_sources(info, folders);
  if (place.empty()) {
    const std::string generated = find_generated(info, folders);
    if (generated.empty()) throw absent(info, folders);
    return map_data_file(generated).examples;
  }
  const auto read = [&] { return read_examples(info, place); };
  if (!is_slow_to_read(info.format) || folders.empty()) return read();
  const std::string path = (fs::path(folders.front()) / "cache" / (info.name + ".h5")).string();
  return cached(path, source_stamp(present_source_files(info, place)), read);
}

// The labels of the first tenth of the file in another order: from a file, or drawn.
torch::Tensor permute_first_tenth(const torch::Tensor& labels, const std::string& place, std::int64_t seed) {
  const std::int64_t count = labels.numel() / 10;
  const std::string path = (fs::path(place) / "n10_permutation.txt").string();
  const torch::Tensor order = fs::exists(path)
                                  ? parse_permutation(file_content(path), path, count)
                                  : RandomStream(derive_seed("cifar10-n10", {seed})).permutation(count);
  return torch::cat({labels.index_select(0, order), labels.slice(0, count)});
}

Dataset load_files(const DatasetInfo& info, const DatasetRequest& request, const Folders& folders) {
  const Examples examples = load_examples(info, folders);
  torch::Tensor train_labels = examples.known.labels;
  if (info.name == "cifar10-n10")
    train_labels = permute_first_tenth(train_labels, find_sources(info, folders), request.seed);
  Dataset dataset = split_known(info, examples.known, train_labels, derive_seed("split", {request.seed}));
  dataset.test = examples.test;
  dataset.checksum = examples.checksum;
  dataset.origin = examples.origin;
  return dataset;
}

Dataset load_two_moons(const DatasetInfo& info, const DatasetRequest& request) {
  const Part all =
      make_two_moons(request.n_examples, request.noise, derive_seed("two_moons", {request.seed}));
  const std::int64_t n_held_out = request.n_examples / 5;
  const Split outer = stratified_split(all.labels, n_held_out, derive_seed("test split", {request.seed}));
  const Part known = all.subset(outer.rest);
  const Split inner = stratified_split(known.labels, n_held_out, derive_seed("split", {request.seed}));
  return {info.name,
          info.n_classes,
          known.subset(inner.rest),
          known.subset(inner.chosen),
          all.subset(outer.chosen),
          sha256("two_moons, generator 1"),
          info.origin};
}

void keep_first(Part& part, std::int64_t n_train) {
  if (n_train > part.size())
    throw UserError(fmt::format("n_train = {} is not possible", n_train),
                    fmt::format("the training part has {} examples", part.size()),
                    "take fewer, or 0 for all");
  if (n_train > 0) part = part.slice(0, n_train);
}

}  // namespace

std::string find_sources(const DatasetInfo& info, const Folders& folders) {
  for (const auto& place : places(info, folders))
    if (!present_source_files(info, place).empty()) return place;
  return "";
}

std::string find_generated(const DatasetInfo& info, const Folders& folders) {
  if (info.format != Format::amat) return "";
  for (const auto& place : places(info, folders))
    if (const fs::path path = fs::path(place) / "generated.h5"; fs::exists(path)) return path.string();
  return "";
}

Dataset load_dataset(const DatasetRequest& request, const Folders& folders) {
  const DatasetInfo& info = dataset_info(request.name);
  Dataset dataset =
      info.format == Format::none ? load_two_moons(info, request) : load_files(info, request, folders);
  keep_first(dataset.train, request.n_train);
  if (request.noisy_labels > 0)
    dataset.train.labels = with_noisy_labels(dataset.train.labels, request.noisy_labels,
                                             derive_seed("noisy_labels", {request.seed}));
  return dataset;
}

}  // namespace friendly
