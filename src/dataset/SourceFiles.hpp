#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"
#include "formats/Examples.hpp"

namespace friendly {

/// Reads the source files of `info` from the folder `place`. Throws UserError for absent or damaged files and
/// for counts that are not the data set's.
UnsplitDataset read_source_files(const DatasetInfo& info, const std::string& place);

/// Folders in which the files of `info` are looked for, in this order: `<folder>/<its folder>`, and for
/// fashion Debian's dataset-fashion-mnist last.
std::vector<std::string> source_places(const DatasetInfo& info, const std::vector<std::string>& folders);

/// The first of source_places() that holds any of the files, or "".
std::string find_sources(const DatasetInfo& info, const std::vector<std::string>& folders);

/// The files that read_source_files() reads, as paths; with endings and sub-folders as they are there. A file
/// that is absent is left out.
std::vector<std::string> present_source_files(const DatasetInfo& info, const std::string& place);

/// The names of the files that read_source_files() needs, without endings; for imdb50k the four folders.
std::vector<std::string> source_names(const DatasetInfo& info);

}  // namespace friendly
