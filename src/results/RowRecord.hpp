#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// Where a journal holds a row: the frame of `size` bytes at `offset` of its segment.
struct RowPlace {
  std::int64_t segment = 0;
  std::uint64_t offset = 0, size = 0;
};

/// What is kept of a row in memory: what status, start-up and predictions need. The members are those of the
/// TrialResult.
struct RowSummary {
  std::string key;
  std::string status;
  std::string reason;
  std::int64_t attempts = 1;
  std::int64_t bundle = 0;
  std::int64_t replicas = 1;
  std::int64_t rank = 0;
  double start = 0;
  double seconds = 0;
  std::int64_t memory = 0;
  std::int64_t epochs_done = 0;
  RowPlace place;
};

RowSummary summary_of(const TrialRow& row);

/// A summary without its place: an array of its members in the order above, which is read twice as fast
/// as an object.
nlohmann::json to_json(const RowSummary& summary);
RowSummary summary_from_json(const nlohmann::json& values);

/// A row without its key, compressed with zlib: the size of a JSON text as four bytes, little-endian; the
/// text, an object with `grid`, `spec`, `result`, the number of `epochs`, the names of the `columns`, for
/// some of them `over`, and the `log` where examples were logged; then, for each column, eight bytes an
/// epoch. Of these come first the lowest bytes of all epochs, then the second lowest and so on, which
/// compresses better. Whole numbers are the differences from the epoch before. Real numbers are IEEE 754
/// doubles, but where all of a column are fractions with one small denominator, as accuracies are, `over` has
/// it and the numerators stand as whole numbers. Every value survives to the last bit.
std::string pack_row(const TrialRow& row);

/// The inverse of pack_row(), for the trial `key`; without epochs and examples it takes a fraction of the
/// time. Throws UserError if `body` is not such a row.
TrialRow unpack_row(const std::string& key, std::string_view body, bool with_epochs = true);

}  // namespace friendly
