#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include "results/ResultSet.hpp"

namespace friendly {

/// Rows for a result file, which are asked for one at a time, twice each: without epochs and examples, and
/// then with them.
struct RowSource {
  std::size_t count = 0;
  std::function<TrialRow(std::size_t index, bool with_epochs)> row;
};

/// Writes `rows` to the HDF5 file `path`, which is replaced as a whole, so it is always complete. Root
/// attributes hold the SweepInfo (`dataset_checksums` and `dataset_origins` as JSON objects). `/trials` has
/// one row per trial: key and grid, each hyperparameter, each field of the result. `/epochs` has one row per
/// epoch: `trial` (its row in /trials), `key`, each field of the epoch. Logged examples are in groups of
/// their own (results/ExampleGroups.hpp). Equal results make equal bytes. The memory it takes does not depend
/// on the number of rows. `before_replacing` is called once the new file is complete and may throw. Throws
/// UserError if the disk refuses.
void write_result_file(
    const std::string& path, const SweepInfo& info, const RowSource& rows,
    const std::function<void()>& before_replacing = [] {});
void write_result_file(const std::string& path, const ResultSet& results);

/// What to read of a result file; examples are read along with epochs.
enum class ReadTables { trials, trials_and_epochs };

/// Reads what write_result_file() wrote, of this or an earlier version: what that did not write has its
/// default. Throws UserError if that fails, naming what is missing.
ResultSet read_result_file(const std::string& path, ReadTables tables = ReadTables::trials_and_epochs);

}  // namespace friendly
