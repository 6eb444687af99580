#pragma once
#include <string>

#include "results/ResultSet.hpp"

namespace friendly {

/// Writes `results` to the HDF5 file `path`, which is replaced as a whole: at every moment it is complete.
/// Root attributes hold the SweepInfo (`dataset_checksums` and `dataset_origins` as JSON objects). `/trials`
/// has one row a trial: key and grid, each hyperparameter, each field of the result. `/epochs` has one row an
/// epoch: `trial` (its row in /trials), `key`, each field of the epoch. Equal results make equal bytes.
/// Throws UserError.
void write_result_file(const std::string& path, const ResultSet& results);

/// What write_result_file() wrote. Throws UserError, naming a table or column that is missing.
ResultSet read_result_file(const std::string& path);

}  // namespace friendly
