#include "dataset/Catalogue.hpp"

#include <fmt/format.h>

#include "core/Check.hpp"
#include "core/Error.hpp"
#include "core/Suggest.hpp"

namespace friendly {
namespace {

constexpr const char* kLarochelle = "Larochelle et al. 2007, or generated";
constexpr const char* kNoLicence = "none stated";
constexpr const char* kLarochelleSite = "http://www.iro.umontreal.ca/~lisa/icml2007data/";

const std::vector<std::int64_t> kSmallImage = {1, 28, 28};

// A row of the catalogue under construction: every value stands beside its name.
class Row {
 public:
  Row(const std::string& name, Format format, const std::vector<std::int64_t>& shape) {
    info_.name = name;
    info_.folder = name;
    info_.format = format;
    info_.shape = shape;
    info_.licence = kNoLicence;
  }

  Row& folder(const std::string& folder) { return set(info_.folder, folder); }
  Row& train(std::int64_t n) { return set(info_.n_train, n); }
  Row& valid(std::int64_t n) { return set(info_.n_valid, n); }
  Row& test(std::int64_t n) { return set(info_.n_test, n); }
  Row& classes(std::int64_t n) { return set(info_.n_classes, n); }
  Row& labels(std::int64_t n) { return set(info_.n_labels, n); }
  Row& origin(const std::string& origin) { return set(info_.origin, origin); }
  Row& licence(const std::string& licence) { return set(info_.licence, licence); }
  Row& checksum(const std::string& checksum) { return set(info_.checksum, checksum); }

  operator DatasetInfo() const { return info_; }

 private:
  template <typename Value>
  Row& set(Value& member, const Value& value) {
    member = value;
    return *this;
  }

  DatasetInfo info_;
};

Row larochelle(const std::string& name) {
  return Row(name, Format::amat, kSmallImage).test(50000).classes(10).origin(kLarochelle);
}

Row idx(const std::string& name) {
  return Row(name, Format::idx, kSmallImage).train(50000).valid(10000).test(10000).classes(10).labels(10);
}

Row cifar(const std::string& name) {
  return Row(name, Format::cifar, {3, 32, 32})
      .folder("cifar10")
      .train(40000)
      .valid(10000)
      .test(10000)
      .classes(10)
      .labels(10)
      .origin("Krizhevsky 2009");
}

Row text(const std::string& name, Format format, std::int64_t width) {
  return Row(name, format, {width}).classes(2).labels(2);
}

// An archive of Larochelle et al., and the names of the two files that are needed from it.
Download larochelle_archive(const std::string& archive, const std::string& train, const std::string& test) {
  return {kLarochelleSite + archive, "", {{train, "train.amat"}, {test, "test.amat"}}};
}

std::vector<Download> larochelle_downloads(const std::string& name) {
  if (name == "mnist_rot")
    return {larochelle_archive("mnist_rotation_new.zip",
                               "mnist_all_rotation_normalized_float_train_valid.amat",
                               "mnist_all_rotation_normalized_float_test.amat")};
  if (name == "mnist_back_image")
    return {larochelle_archive("mnist_background_images.zip", "mnist_background_images_train.amat",
                               "mnist_background_images_test.amat")};
  if (name == "mnist_rot_back_image")
    return {larochelle_archive("mnist_rotation_back_image_new.zip",
                               "mnist_all_background_images_rotation_normalized_train_valid.amat",
                               "mnist_all_background_images_rotation_normalized_test.amat")};
  if (name == "rectangles_image")
    return {
        larochelle_archive("rectangles_images.zip", "rectangles_im_train.amat", "rectangles_im_test.amat")};
  if (name == "rectangles")
    return {larochelle_archive("rectangles.zip", "rectangles_train.amat", "rectangles_test.amat")};
  FRIENDLY_CHECK(name == "convex", "each of Larochelle et al.'s sets has its own download");
  return {larochelle_archive("convex.zip", "convex_train.amat", "50k/convex_test.amat")};
}

// The four files below `site`; `checksums` are in the same order as `names`.
std::vector<Download> idx_files(const std::string& site, const std::vector<std::string>& checksums) {
  const std::vector<std::string> names = {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
                                          "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"};
  std::vector<Download> list;
  for (std::size_t i = 0; i < names.size(); ++i) list.push_back({site + names[i], checksums[i], {}});
  return list;
}

std::vector<Download> idx_downloads(const std::string& name) {
  if (name == "fashion")
    return idx_files("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                     {"b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
                      "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
                      "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
                      "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05"});
  if (name == "kmnist")
    return idx_files("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
                     {"51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
                      "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
                      "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
                      "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"});
  FRIENDLY_CHECK(name == "mnist", "every IDX set has its own download");
  return idx_files("https://storage.googleapis.com/cvdf-datasets/mnist/",
                   {"440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"});
}

std::vector<Download> cifar_downloads() {
  Download archive{"https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                   "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                   {{"cifar-10-batches-bin/test_batch.bin", "test_batch.bin"}}};
  for (int i = 1; i <= 5; ++i)
    archive.members.emplace_back(fmt::format("cifar-10-batches-bin/data_batch_{}.bin", i),
                                 fmt::format("data_batch_{}.bin", i));
  return {archive};
}

}  // namespace

const std::vector<DatasetInfo>& dataset_infos() {
  static const std::vector<DatasetInfo> table = {
      larochelle("mnist_rot").train(10000).valid(2000).labels(10),
      larochelle("mnist_back_image").train(10000).valid(2000).labels(10),
      larochelle("mnist_rot_back_image").train(10000).valid(2000).labels(10),
      larochelle("rectangles_image").train(10000).valid(2000).labels(2),
      larochelle("rectangles").train(1000).valid(200).labels(2),
      larochelle("convex").train(6000).valid(2000).labels(2),
      idx("fashion")
          .origin("Xiao et al. 2017; Debian's dataset-fashion-mnist")
          .licence("MIT")
          .checksum("6e1b8248a371b684a8915a1bed4b38233fddf371eb4aedfbefbeecd3adf25313"),
      idx("kmnist").origin("Clanuwat et al. 2018").licence("CC BY-SA 4.0"),
      idx("mnist")
          .origin("LeCun et al. 1998")
          .licence("CC BY-SA 3.0")
          .checksum("42fba4f787e0b19e7faba1307d5c5dc0041cbd2298cdf4edfd6da61303aa1767"),
      cifar("cifar10"),
      cifar("cifar10-n10"),
      text("imdb50k", Format::reviews, 20002).train(20000).valid(5000).test(25000).origin("Maas et al. 2011"),
      text("wine", Format::wine, 20002)
          .train(70000)
          .valid(30000)
          .origin("Kaggle, zynicide/wine-reviews")
          .licence("CC BY-NC-SA 4.0"),
      text("winedr", Format::embeddings, 768)
          .train(70000)
          .valid(30000)
          .origin("sentence embeddings of wine (data/embed_wine.py)")
          .licence("CC BY-NC-SA 4.0"),
      Row("two_moons", Format::none, {2})
          .folder("")
          .train(600)
          .valid(200)
          .test(200)
          .classes(2)
          .labels(2)
          .origin("generated as it is loaded")
          .licence("none needed")};
  return table;
}

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const auto& info : dataset_infos()) names.push_back(info.name);
  return names;
}

const DatasetInfo& dataset_info(const std::string& name) {
  for (const auto& info : dataset_infos())
    if (info.name == name) return info;
  throw UserError(fmt::format("there is no data set \"{}\"", name), unknown_name(name, dataset_names()),
                  "correct the name; `friendly data list` shows all");
}

std::vector<Download> downloads(const DatasetInfo& info) {
  if (info.format == Format::amat) return larochelle_downloads(info.name);
  if (info.format == Format::idx) return idx_downloads(info.name);
  if (info.format == Format::cifar) return cifar_downloads();
  if (info.format == Format::reviews)
    return {{"https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
             "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
             {{"aclImdb", "aclImdb"}}}};
  return {};
}

bool can_be_made(const DatasetInfo& info) {
  return info.format == Format::amat;
}

std::string manual_steps(const DatasetInfo& info) {
  if (info.format == Format::wine)
    return "log in at https://www.kaggle.com/zynicide/wine-reviews, download winemag-data-130k-v2.csv and "
           "put it into wine/ below the data folder";
  if (info.format == Format::embeddings)
    return "get wine first, then run embed_wine.py, which lies beside data/README.md (installed, in "
           "share/friendly/data) and writes embeddings.npy and labels.npy into winedr/";
  return "";
}

}  // namespace friendly
