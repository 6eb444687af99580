#pragma once
#include <string>

#include "results/ResultSet.hpp"

namespace friendly {

/// Writes `results` to the HDF5 file `path`, which is replaced as a whole, so it is always complete.
/// Root attributes hold the SweepInfo (`dataset_checksums` and `dataset_origins` as JSON objects). `/trials`
/// has one row per trial: key and grid, each hyperparameter, each field of the result. `/epochs` has one row
/// per epoch: `trial` (its row in /trials), `key`, each field of the epoch. Equal results make equal bytes.
/// Throws UserError if the disk refuses.
void write_result_file(const std::string& path, const ResultSet& results);

/// Reads what write_result_file() wrote. Throws UserError if that fails, naming a missing table or column.
ResultSet read_result_file(const std::string& path);

}  // namespace friendly
