#pragma once
#include <string>
#include <vector>

#include "core/Error.hpp"
#include "dataset/Catalogue.hpp"
#include "formats/Examples.hpp"

namespace friendly {

/// Reads the source files of `info` from `folder`, the data set's own. Throws UserError for absent or damaged
/// files, and for numbers of examples that are not the data set's.
UnsplitDataset read_source_files(const DatasetInfo& info, const std::string& folder);

/// Where to look for the files of `info`, in this order: the data set's own folder below each of `folders`,
/// and for fashion, Debian's dataset-fashion-mnist last.
std::vector<std::string> source_folders(const DatasetInfo& info, const std::vector<std::string>& folders);

/// The first of source_folders() that holds any of the files, or "".
std::string find_sources(const DatasetInfo& info, const std::vector<std::string>& folders);

/// Where to keep what is made from the files in `source`, one of source_folders(): `cache` in the data folder
/// that they lie in. "" if they lie in none, but belong to a Debian package.
std::string cache_folder(const DatasetInfo& info, const std::vector<std::string>& folders,
                         const std::string& source);

/// The paths of those files that read_source_files() reads and that exist, whether plain or gzip'd.
std::vector<std::string> present_source_files(const DatasetInfo& info, const std::string& folder);

/// The names of the files that read_source_files() needs, without ".gz"; for imdb50k, of its four folders.
std::vector<std::string> source_names(const DatasetInfo& info);

/// That neither the files of `info` nor a generated set are in `folders`, and how to get them.
UserError data_not_found(const DatasetInfo& info, const std::vector<std::string>& folders);

}  // namespace friendly
