#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace friendly {

/// How the source files of a data set are laid out.
enum class Format { idx, amat, cifar, reviews, wine, embeddings, none };

/// What is known of a data set before any of its files is opened.
struct DatasetInfo {
  std::string name;
  std::string folder;  ///< below a data folder; cifar10-n10 shares that of cifar10
  Format format;
  std::vector<std::int64_t> shape;  ///< of one example: {C, H, W} or {D}
  std::int64_t n_train, n_valid;
  std::int64_t n_test;     ///< 0: what is left of the source
  std::int64_t n_classes;  ///< outputs of a classifier
  std::int64_t n_labels;   ///< labels that occur: 0 .. n_labels - 1
  std::string origin;
  std::string licence;
  std::string checksum = "";  ///< UnsplitDataset::checksum of the true files, where it is known
};

/// Every data set, in the order of the paper's tables.
const std::vector<DatasetInfo>& dataset_infos();

std::vector<std::string> dataset_names();

/// Throws UserError with the nearest name if there is no such data set.
const DatasetInfo& dataset_info(const std::string& name);

/// One file of a data set's origin, as it is downloaded.
struct Download {
  std::string url;
  std::string
      sha256;  ///< of the downloaded file; empty where its authors publish none and no copy was at hand
  /// Of an archive: the members that are wanted, each with the name it gets in the data set's folder; empty:
  /// the file is kept as it is.
  std::vector<std::pair<std::string, std::string>> members;
};

/// What `friendly data fetch` gets for a data set; empty if it cannot be downloaded without a login.
std::vector<Download> downloads(const DatasetInfo& info);

/// What to do by hand where a login is needed or a program has to make the files; empty elsewhere.
std::string manual_steps(const DatasetInfo& info);

}  // namespace friendly
