#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// A file that was written, and its number of rows without the titles.
struct ExportedFile {
  std::string path;
  std::size_t rows;
};

/// Writes the tables /trials and /epochs of a result file as `trials.csv` and `epochs.csv` into `folder`,
/// which is created if it does not exist. Numbers have all their digits; NaN, also a value that is not set,
/// is an empty cell. Throws UserError if the disk refuses.
std::vector<ExportedFile> export_csv(const std::vector<TrialRow>& rows, const std::string& folder);

}  // namespace friendly
