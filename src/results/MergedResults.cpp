#include "results/MergedResults.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <unordered_map>

#include "core/Error.hpp"

namespace friendly {
namespace {

bool is_same(double one, double other) {
  return one == other || (std::isnan(one) && std::isnan(other));
}

std::string joined(const std::string& one, const std::string& other, const std::string& between) {
  return one == other || other.empty() ? one : one.empty() ? other : one + between + other;
}

void check_data(const SweepInfo& first, const SweepInfo& second) {
  for (const auto& [name, checksum] : second.dataset_checksums) {
    const auto found = first.dataset_checksums.find(name);
    if (found != first.dataset_checksums.end() && found->second != checksum)
      throw UserError(fmt::format("the files are about different data of the name {}", name),
                      fmt::format("its checksum is {} in one and {} in the other", found->second, checksum),
                      "merge results on the same data");
  }
}

SweepInfo merged_info(const SweepInfo& first, const SweepInfo& second) {
  SweepInfo info = first;
  for (const auto member : {&SweepInfo::program_version, &SweepInfo::program_commit, &SweepInfo::compiler,
                            &SweepInfo::libtorch, &SweepInfo::blas, &SweepInfo::mpi, &SweepInfo::devices,
                            &SweepInfo::command_line, &SweepInfo::sweep_file})
    info.*member = joined(first.*member, second.*member, "; ");
  for (const auto member : {&SweepInfo::sweep_text, &SweepInfo::overrides})
    info.*member = joined(first.*member, second.*member, "\n# ---- of the second file\n");
  info.dataset_checksums.insert(second.dataset_checksums.begin(), second.dataset_checksums.end());
  info.dataset_origins.insert(second.dataset_origins.begin(), second.dataset_origins.end());
  return info;
}

// Points without a row in either file: known only of the same sweep; of two, those of one may have rows in
// the other.
std::int64_t merged_points(const ResultSet& first, const ResultSet& second, const ResultSet& merged) {
  const auto rows = static_cast<std::int64_t>(merged.rows.size());
  if (first.info.points_digest == second.info.points_digest) return std::max(first.info.points, rows);
  return rows;
}

// Of absent data sets, those whose trials have rows in the other file are there after all.
std::map<std::string, std::int64_t> merged_absences(const ResultSet& first, const ResultSet& second,
                                                    const std::vector<TrialRow>& rows) {
  auto absent = first.info.points_without_data;
  absent.insert(second.info.points_without_data.begin(), second.info.points_without_data.end());
  for (const TrialRow& row : rows) absent.erase(row.trial.spec.dataset);
  return absent;
}

}  // namespace

bool report_the_same(const TrialResult& one, const TrialResult& other) {
  return one.status == other.status && one.best_epoch == other.best_epoch &&
         is_same(one.best_train_acc, other.best_train_acc) && is_same(one.best_val_acc, other.best_val_acc) &&
         is_same(one.best_test_acc, other.best_test_acc);
}

MergedResults merge_results(const ResultSet& first, const ResultSet& second) {
  check_data(first.info, second.info);
  MergedResults merged;
  std::vector<TrialRow>& rows = merged.results.rows;
  std::unordered_map<std::string, std::size_t> places;
  for (const ResultSet* file : {&first, &second})
    for (const TrialRow& row : file->rows) {
      const auto [place, is_new] = places.try_emplace(row.trial.key, rows.size());
      if (is_new) {
        rows.push_back(row);
        continue;
      }
      TrialRow& kept = rows[place->second];
      const bool was_done = kept.result.status == status::kDone, is_done = row.result.status == status::kDone;
      if (is_done && !was_done) kept = row;
      if (is_done && was_done && !report_the_same(kept.result, row.result))
        merged.conflicts.push_back(row.trial.key);
    }
  merged.results.info = merged_info(first.info, second.info);
  merged.results.info.points = merged_points(first, second, merged.results);
  merged.results.info.points_without_data = merged_absences(first, second, rows);
  if (first.info.points_digest != second.info.points_digest) merged.results.info.points_digest.clear();
  return merged;
}

}  // namespace friendly
