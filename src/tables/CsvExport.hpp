#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// A file that was written, and its rows.
struct ExportedFile {
  std::string path;
  std::size_t rows;
};

/// Writes /trials and /epochs as `trials.csv` and `epochs.csv` into `folder`, which is created if it is
/// absent. Numbers have all their digits; what is missing is an empty cell. Throws UserError if the disk
/// refuses.
std::vector<ExportedFile> export_csv(const std::vector<TrialRow>& rows, const std::string& folder);

}  // namespace friendly
