#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"
#include "dataset/Dataset.hpp"

namespace friendly {

/// A data set before it is split: nothing here depends on a seed.
struct Examples {
  Part known;  ///< training and validation
  Part test;
  std::string checksum;  ///< SHA-256 over names and contents of the sources
  std::string origin;    ///< in words
};

/// Reads the source files of `info` from the folder `place`. Throws UserError for absent or damaged files and
/// for counts that are not the data set's.
Examples read_examples(const DatasetInfo& info, const std::string& place);

/// The files that read_examples() reads, as paths; with endings and sub-folders as they are there. A file
/// that is absent is left out.
std::vector<std::string> present_source_files(const DatasetInfo& info, const std::string& place);

/// The names of the files that read_examples() needs, without endings; for imdb50k the four folders.
std::vector<std::string> source_names(const DatasetInfo& info);

}  // namespace friendly
