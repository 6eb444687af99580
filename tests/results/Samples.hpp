#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "core/Error.hpp"
#include "results/OutputFile.hpp"
#include "results/ResultSet.hpp"

namespace friendly {

/// A folder of its own for each test, removed afterwards.
class InFolder : public ::testing::Test {
 protected:
  InFolder() { std::filesystem::create_directory(folder_); }
  ~InFolder() override { std::filesystem::remove_all(folder_); }

  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("friendly_results_" + std::to_string(::getpid()));
  const std::string result_file_ = (folder_ / "sweep.h5").string();
};

/// The message of the UserError that `action` throws; "" if it throws none.
template <class Action>
std::string complaint(Action action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline SweepInfo sample_info() {
  SweepInfo info;
  info.program_version = "0.1.0";
  info.program_commit = "abc1234";
  info.compiler = "GNU 12.2.0";
  info.libtorch = "1.13.1";
  info.mpi = "Open MPI 4.1.4";
  info.devices = "cpu";
  info.command_line = "friendly sweep größe.toml -o sweep.h5";
  info.sweep_file = "größe.toml";
  info.sweep_text = "[defaults]\nepochs = 2\n";
  info.overrides = "epochs = 2\n";
  info.points = 3;
  info.points_digest = "0123456789abcdef";
  info.dataset_checksums = {{"convex", "c0ffee"}, {"fashion", "f00d"}};
  info.dataset_origins = {{"convex", "generated from größe, seed 1"}, {"fashion", "files of \"others\""}};
  info.points_without_data = {{"cifar10", 7}};
  return info;
}

inline TrialRow sample_row(const std::string& key, std::int64_t run, std::size_t epochs) {
  TrialRow row;
  row.trial.key = key;
  row.trial.grid = "nft";
  row.trial.spec.run = run;
  row.result.best_epoch = 1;
  row.result.best_val_acc = 0.75;
  row.result.best_test_acc = 0.5;
  for (std::size_t i = 0; i < epochs; ++i) {
    EpochRecord epoch;
    epoch.epoch = static_cast<std::int64_t>(i);
    epoch.train_loss = 0.1 + 0.2 * static_cast<double>(i);
    row.epochs.push_back(epoch);
  }
  return row;
}

/// Two points at two epochs, simplified at the first, between two classes on a grid of 2 x 3.
inline ExampleLog sample_points() {
  ExampleLog log;
  log.epochs = {0, 7};
  log.shape = {2, 2};
  log.labels = {1, 0};
  log.original = {0.5, -1, 2, 0.25};
  log.given = {0.25, -0.5, 2, 0.25, 0.5, -1, 2, 0.25};
  log.extent = {-1, 3, -0.1, 1};
  log.grid = {2, 2, 3};
  for (int i = 0; i < 24; ++i) log.probabilities.push_back(i / 32.0);
  return log;
}

/// Two images of 1 x 2 x 2 pixels at one epoch.
inline ExampleLog sample_images() {
  ExampleLog log;
  log.epochs = {3};
  log.shape = {2, 1, 2, 2};
  log.labels = {9, 4};
  log.original = {0, 0.25, 0.5, 0.75, 1, 0, 1, 0};
  log.given = {0.5, 0.25, 0.5, 0.5, 1, 0.125, 1, 0};
  return log;
}

/// Values that are easily lost: NaN, infinities, a negative zero, the smallest and largest numbers, empty
/// text, UTF-8, an empty list and a longer one, logged examples.
inline ResultSet awkward_results() {
  ResultSet results{sample_info(),
                    {sample_row("aaaa", 1, 2), sample_row("bbbb", 2, 0), sample_row("cccc", 3, 1)}};
  TrialRow& first = results.rows[0];
  first.trial.spec.hidden = {256, 784};
  first.trial.spec.target_conditioning = true;
  first.trial.spec.lr_simp = 0.1 + 0.2;
  first.trial.spec.seed = std::numeric_limits<std::int64_t>::max();
  first.epochs[0].train_loss = HUGE_VAL;
  first.epochs[1].val_loss = -HUGE_VAL;
  first.epochs[1].simp_loss = -0.0;
  first.log = sample_points();
  results.rows[2].log = sample_images();
  TrialRow& second = results.rows[1];
  second.trial.grid = "";
  second.trial.spec.beta_simp = std::numeric_limits<double>::denorm_min();
  second.trial.spec.weight_decay_simp = std::numeric_limits<double>::max();
  second.result.status = status::kDiverged;
  second.result.reason = "loss ∞ at \"epoch\" 1,\n\tΔ > 1e30 \\";
  second.result.best_epoch = -1;
  second.result.best_val_acc = second.result.best_test_acc = kUnset;
  return results;
}

/// All of a row as text, equal only for equal rows.
inline std::string text_of(const TrialRow& row) {
  std::string text =
      row.trial.key + " " + row.trial.grid + to_json(row.trial.spec).dump() + to_json(row.result).dump();
  for (const EpochRecord& epoch : row.epochs) text += to_json(epoch).dump();
  if (!row.log.empty()) text += nlohmann::json(row.log).dump();
  return text;
}

inline std::vector<std::string> texts_of(const std::vector<TrialRow>& rows) {
  std::vector<std::string> texts;
  for (const TrialRow& row : rows) texts.push_back(text_of(row));
  return texts;
}

}  // namespace friendly
