#include "dataset/SourceFiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/Check.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Suggest.hpp"
#include "dataset/TfIdf.hpp"
#include "formats/Amat.hpp"
#include "formats/Cifar.hpp"
#include "formats/CompressedFile.hpp"
#include "formats/Embeddings.hpp"
#include "formats/Idx.hpp"
#include "formats/Reviews.hpp"
#include "formats/Utf8.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFetchAgain = "remove the files, then fetch or copy them again";

// The path of a source file, plain or gzip'd; empty if it is absent.
std::string path_of(const std::string& folder, const std::string& name) {
  for (const char* ending : {"", ".gz"})
    if (const fs::path path = fs::path(folder) / (name + ending); fs::exists(path)) return path.string();
  return "";
}

// Opens the source files of one data set and accumulates a checksum over them.
class Sources {
 public:
  explicit Sources(const std::string& folder) : folder_(folder) {}

  bool has(const std::string& name) const { return !path_of(folder_, name).empty(); }

  std::string path(const std::string& name) const {
    const std::string found = path_of(folder_, name);
    if (found.empty())
      throw UserError(fmt::format("the file {} is not in {}", name, folder_), "neither plain nor gzip'd",
                      kFetchAgain);
    return found;
  }

  // Returns path and uncompressed content.
  std::pair<std::string, std::string> read(const std::string& name) {
    const std::string found = path(name);
    std::string content = read_uncompressed(found);
    add_digest(name, sha256(content));
    return {found, std::move(content)};
  }

  void add_digest(const std::string& name, const std::string& digest) {
    digests_ += fmt::format("{} {}\n", name, digest);
  }

  std::string checksum() const { return sha256(digests_); }
  std::string origin(const DatasetInfo& info) const { return "files of " + info.origin; }

 private:
  std::string folder_;
  std::string digests_;
};

torch::Tensor to_unit_interval(const torch::Tensor& bytes) {
  return bytes.to(torch::kFloat32).div_(255);
}

void check_count(const std::string& path, std::int64_t count, std::int64_t expected) {
  if (count != expected)
    throw UserError(fmt::format("{} holds {} examples", path, count),
                    fmt::format("it should hold {}", expected), kFetchAgain);
}

Examples read_idx_examples(Sources& sources, const std::string& prefix, std::int64_t n_expected) {
  const auto [images_path, images] = sources.read(prefix + "-images-idx3-ubyte");
  const auto [labels_path, labels] = sources.read(prefix + "-labels-idx1-ubyte");
  const torch::Tensor pixels = parse_idx_images(images, images_path);
  if (pixels.size(2) != 28 || pixels.size(3) != 28)
    throw UserError(fmt::format("{} holds images of {} x {}, by its header at offset 8", images_path,
                                pixels.size(2), pixels.size(3)),
                    "those of this data set are 28 x 28", kFetchAgain);
  const Examples examples{to_unit_interval(pixels), parse_idx_labels(labels, labels_path, 10)};
  check_count(images_path, pixels.size(0), n_expected);
  check_count(labels_path, examples.size(), n_expected);
  return examples;
}

Examples read_amat_examples(Sources& sources, const std::string& name, const DatasetInfo& info,
                            std::int64_t n_expected) {
  const std::string path = sources.path(name);
  const Examples examples = read_amat(path, info.n_labels);
  sources.add_digest(name, sha256_of_file(path));
  check_count(path, examples.size(), n_expected);
  return examples;
}

Examples read_cifar_examples(Sources& sources, const std::vector<std::string>& names) {
  std::vector<torch::Tensor> inputs, labels;
  for (const auto& name : names) {
    const auto [path, content] = sources.read(name);
    const Examples examples = parse_cifar(content, path);
    check_count(path, examples.size(), 10000);
    inputs.push_back(to_unit_interval(examples.inputs));
    labels.push_back(examples.labels);
  }
  return {torch::cat(inputs), torch::cat(labels)};
}

// The reviews of several folders, one for each class.
Reviews read_review_folders(Sources& sources, const std::vector<std::string>& folders,
                            std::int64_t n_expected) {
  Reviews reviews;
  for (std::size_t label = 0; label < folders.size(); ++label) {
    const std::string folder = sources.path(folders[label]);
    const std::vector<std::string> files = review_files(folder);
    check_count(folder, static_cast<std::int64_t>(files.size()), n_expected / 2);
    for (const auto& file : files) {
      reviews.texts.push_back(read_uncompressed(file));
      check_utf8(reviews.texts.back(), file);
      reviews.labels.push_back(static_cast<std::int64_t>(label));
      sources.add_digest(folders[label] + "/" + fs::path(file).filename().string(),
                         sha256(reviews.texts.back()));
    }
  }
  return reviews;
}

Examples vectorised(const TfIdf& tf_idf, const Reviews& reviews) {
  return {tf_idf.vectors(reviews.texts), torch::tensor(reviews.labels, torch::kInt64)};
}

void read_reviews(Sources& sources, const DatasetInfo& info, const std::vector<std::string>& names,
                  UnsplitDataset& dataset) {
  const Reviews known = read_review_folders(sources, {names[0], names[1]}, info.n_train + info.n_valid);
  const Reviews test = read_review_folders(sources, {names[2], names[3]}, info.n_test);
  // The released code counts the words of the positive reviews first.
  const auto half = static_cast<std::ptrdiff_t>(known.texts.size() / 2);
  std::vector<std::string> texts(known.texts.begin() + half, known.texts.end());
  texts.insert(texts.end(), known.texts.begin(), known.texts.begin() + half);
  const TfIdf tf_idf(texts, info.shape[0] - 2);
  dataset.known = vectorised(tf_idf, known);
  dataset.test = vectorised(tf_idf, test);
}

// Splits the examples of a single file: those after the known ones are for testing.
void split_off_test(const Examples& all, const DatasetInfo& info, const std::string& path,
                    UnsplitDataset& dataset) {
  const std::int64_t n_known = info.n_train + info.n_valid;
  if (all.size() <= n_known)
    throw UserError(fmt::format("{} holds {} examples", path, all.size()),
                    fmt::format("{} are for training and validation, the rest for testing", n_known),
                    kFetchAgain);
  dataset.known = all.slice(0, n_known);
  dataset.test = all.slice(n_known, all.size());
}

void read_wine(Sources& sources, const DatasetInfo& info, const std::vector<std::string>& names,
               UnsplitDataset& dataset) {
  const auto [path, csv] = sources.read(names[0]);
  const Reviews reviews = parse_wine_reviews(csv, path);
  split_off_test(vectorised(TfIdf(reviews.texts, info.shape[0] - 2), reviews), info, path, dataset);
}

void read_embeddings(Sources& sources, const DatasetInfo& info, UnsplitDataset& dataset) {
  Examples all;
  std::string path;
  if (sources.has("embeddings.h5")) {
    path = sources.path("embeddings.h5");
    all = read_hdf5_embeddings(path);
    sources.add_digest("embeddings.h5", sha256_of_file(path));
  } else {
    const auto [embeddings_path, embeddings] = sources.read("embeddings.npy");
    const auto [labels_path, labels] = sources.read("labels.npy");
    path = embeddings_path;
    all = {parse_npy(embeddings, embeddings_path), parse_npy(labels, labels_path)};
  }
  check_embeddings(all, info.shape[0], info.n_labels, path);
  split_off_test(all, info, path, dataset);
}

}  // namespace

std::vector<std::string> source_names(const DatasetInfo& info) {
  switch (info.format) {
    case Format::idx:
      return {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
              "t10k-labels-idx1-ubyte"};
    case Format::amat:
      return {"train.amat", "test.amat"};
    case Format::cifar:
      return {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
              "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
    case Format::reviews:
      return {"aclImdb/train/neg", "aclImdb/train/pos", "aclImdb/test/neg", "aclImdb/test/pos"};
    case Format::wine:
      return {"winemag-data-130k-v2.csv"};
    case Format::embeddings:
      return {"embeddings.npy", "labels.npy"};
    case Format::none:
      break;
  }
  return {};
}

std::vector<std::string> present_source_files(const DatasetInfo& info, const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& name : source_names(info)) {
    const std::string path = path_of(folder, name);
    if (path.empty()) continue;
    std::error_code error;
    if (info.format == Format::reviews && (fs::is_empty(path, error) || error)) continue;
    const auto found = info.format == Format::reviews ? review_files(path) : std::vector<std::string>{path};
    files.insert(files.end(), found.begin(), found.end());
  }
  const std::string hdf5_form = path_of(folder, "embeddings.h5");
  if (info.format == Format::embeddings && !hdf5_form.empty()) return {hdf5_form};
  return files;
}

std::vector<std::string> source_folders(const DatasetInfo& info, const std::vector<std::string>& folders) {
  std::vector<std::string> list;
  for (const auto& folder : folders) list.push_back((fs::path(folder) / info.folder).string());
  if (info.name == "fashion") list.emplace_back("/usr/share/datasets/fashion-mnist");
  return list;
}

std::string find_sources(const DatasetInfo& info, const std::vector<std::string>& folders) {
  for (const auto& folder : source_folders(info, folders))
    if (!present_source_files(info, folder).empty()) return folder;
  return "";
}

std::string cache_folder(const DatasetInfo& info, const std::vector<std::string>& folders,
                         const std::string& source) {
  for (const auto& folder : folders)
    if (fs::path(folder) / info.folder == source) return (fs::path(folder) / "cache").string();
  return "";
}

UnsplitDataset read_source_files(const DatasetInfo& info, const std::string& folder) {
  Sources sources(folder);
  const std::vector<std::string> names = source_names(info);
  UnsplitDataset dataset;
  switch (info.format) {
    case Format::idx:
      dataset.known = read_idx_examples(sources, "train", info.n_train + info.n_valid);
      dataset.test = read_idx_examples(sources, "t10k", info.n_test);
      break;
    case Format::amat:
      dataset.known = read_amat_examples(sources, names[0], info, info.n_train + info.n_valid);
      dataset.test = read_amat_examples(sources, names[1], info, info.n_test);
      break;
    case Format::cifar:
      dataset.known = read_cifar_examples(sources, {names.begin(), names.end() - 1});
      dataset.test = read_cifar_examples(sources, {names.back()});
      break;
    case Format::reviews:
      read_reviews(sources, info, names, dataset);
      break;
    case Format::wine:
      read_wine(sources, info, names, dataset);
      break;
    case Format::embeddings:
      read_embeddings(sources, info, dataset);
      break;
    case Format::none:
      FRIENDLY_CHECK(false, "this data set has files to read");
  }
  dataset.checksum = sources.checksum();
  dataset.origin = sources.origin(info);
  return dataset;
}

UserError data_not_found(const DatasetInfo& info, const std::vector<std::string>& folders) {
  const std::string by_hand = manual_steps(info);
  const std::string make = can_be_made(info) ? fmt::format("`friendly data make {}` or ", info.name) : "";
  return {fmt::format("the data set {} was not found", info.name),
          fmt::format("no file {} in {}", source_names(info).front(),
                      alternatives(source_folders(info, folders))),
          by_hand.empty()
              ? fmt::format("{}`friendly data fetch {}` gets it; --data names the folder that holds the "
                            "folder {}",
                            make, info.name, info.folder)
              : by_hand};
}

}  // namespace friendly
