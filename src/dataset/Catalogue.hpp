#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace friendly {

/// How the source files of a data set are laid out.
enum class Format { idx, amat, cifar, reviews, wine, embeddings, none };

/// What is known about a data set before any of its files is opened.
struct DatasetInfo {
  std::string name;
  std::string folder;  ///< below a data folder; cifar10-n10 shares that of cifar10
  Format format = Format::none;
  std::vector<std::int64_t> shape;  ///< of one example: {C, H, W} or {D}
  std::int64_t n_train = 0, n_valid = 0;
  std::int64_t n_test = 0;     ///< 0: the rest of the source
  std::int64_t n_classes = 0;  ///< outputs of a classifier
  std::int64_t n_labels = 0;   ///< labels that occur: 0 to n_labels - 1
  std::string origin;          ///< authors, or other source
  std::string licence;
  std::string checksum;  ///< UnsplitDataset::checksum of the authentic files; empty where it is not known
};

/// Every data set, in the order of the paper's tables.
const std::vector<DatasetInfo>& dataset_infos();

std::vector<std::string> dataset_names();

/// The data set of that name. Throws UserError suggesting the nearest name if there is none.
const DatasetInfo& dataset_info(const std::string& name);

/// One file to download for a data set.
struct Download {
  std::string url;
  /// Of the downloaded file; empty where its authors publish none and no copy was available.
  std::string sha256;
  /// Of an archive: the members to extract, each with its name in the data set's folder. If empty, the file
  /// is kept as it is.
  std::vector<std::pair<std::string, std::string>> members;
};

/// What `friendly data fetch` downloads for a data set; empty if that takes manual_steps() or nothing is
/// needed.
std::vector<Download> downloads(const DatasetInfo& info);

/// What the user has to do where a login is needed or a script makes the files; otherwise empty.
std::string manual_steps(const DatasetInfo& info);

/// Whether `friendly data make` can make a set like it.
bool can_be_made(const DatasetInfo& info);

}  // namespace friendly
