#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "TestSupport.hpp"
#include "results/OutputFile.hpp"
#include "tables/CsvExport.hpp"
#include "tables/Rows.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

using CsvExportTest = FolderTest;

// The cells of each line, as RFC 4180 reads them.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"')
      cells.back() += text[++i];
    else if (text[i] == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted && text[i] == ',')
      cells.emplace_back();
    else if (!is_quoted && text[i] == '\n')
      lines.push_back(std::exchange(cells, std::vector<std::string>(1)));
    else
      cells.back() += text[i];
  }
  return lines;
}

// The only trial of a trials.csv, by title.
std::map<std::string, std::string> only_trial(const std::string& text) {
  const auto lines = parse_csv(text);
  EXPECT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines.at(0).size(), lines.at(1).size());
  std::map<std::string, std::string> cells;
  for (std::size_t i = 0; i < lines.at(0).size(); ++i) cells[lines[0][i]] = lines[1].at(i);
  return cells;
}

TEST_F(CsvExportTest, TrialsHaveAColumnPerFieldWithAllDigits) {
  TrialRow row = trial("nft", 1.0 / 3, 1, 0.1 + 0.2, 0.5);
  row.trial.key = "0123456789abcdef";
  row.trial.grid = "a \"grid\", named";
  row.trial.spec.hidden = {256, 784};
  row.trial.spec.seed = std::numeric_limits<std::int64_t>::max();
  row.result.reason = "two\nlines, größe";
  const auto files = export_csv({row}, folder_.string());
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].path, (folder_ / "trials.csv").string());
  EXPECT_EQ(files[0].rows, 1u);
  const std::string text = read_file(files[0].path);
  EXPECT_EQ(text.rfind("key,grid,method,dataset,arch,run,", 0), 0u) << text;
  const auto cells = only_trial(text);
  EXPECT_EQ(cells.at("key"), "0123456789abcdef");
  EXPECT_EQ(cells.at("grid"), "a \"grid\", named");
  EXPECT_EQ(cells.at("beta_simp"), "0.3333333333333333");
  EXPECT_EQ(cells.at("best_val_acc"), "0.30000000000000004");
  EXPECT_EQ(cells.at("seed"), "9223372036854775807");
  EXPECT_EQ(cells.at("hidden"), "[256,784]");
  EXPECT_EQ(cells.at("dropout"), "true");
  EXPECT_EQ(cells.at("reason"), "two\nlines, größe");
  EXPECT_EQ(cells.at("acc_thres"), "");
  EXPECT_EQ(cells.at("best_train_acc"), "");
  EXPECT_EQ(cells.size(), identity_fields().size() + to_json(row.trial.spec).size() + result_fields().size());
}

TEST_F(CsvExportTest, EpochsNameTheirTrial) {
  std::vector<TrialRow> rows(3);
  rows[0].trial.key = "aaaa";
  rows[2].trial.key = "cccc";
  rows[2].epochs.resize(2);
  EpochRecord& epoch = rows[2].epochs[1];
  epoch.epoch = 1;
  epoch.train_loss = HUGE_VAL;
  epoch.train_acc = 0.1;
  epoch.val_loss = 1e-300;
  epoch.scale = 0.25;
  epoch.lr_clf = -HUGE_VAL;
  const auto files = export_csv(rows, folder_.string());
  EXPECT_EQ(files.at(1).path, (folder_ / "epochs.csv").string());
  EXPECT_EQ(files.at(1).rows, 2u);
  EXPECT_EQ(read_file(files.at(1).path),
            "trial,key,epoch,train_loss,train_acc,val_loss,val_acc,test_loss,test_acc,scale,lr_clf,simp_loss,"
            "simp_penalty,ft_iterations,ft_share_left,ft_perturbation,seconds\n"
            "2,cccc,0,,,,,,,0.0,,,,,,,0.0\n"
            "2,cccc,1,inf,0.1,1e-300,,,,0.25,-inf,,,,,,0.0\n");
}

// Longer than what is written at once.
TEST_F(CsvExportTest, KeepsEveryRowOfALongTable) {
  std::vector<TrialRow> rows(2);
  for (TrialRow& row : rows)
    for (std::int64_t i = 0; i < 20'000; ++i) row.epochs.emplace_back().epoch = i;
  const auto files = export_csv(rows, folder_.string());
  EXPECT_EQ(files.at(1).rows, 40'000u);
  const std::string text = read_file(files.at(1).path);
  EXPECT_GT(text.size(), std::size_t{1} << 20);
  const auto lines = parse_csv(text);
  ASSERT_EQ(lines.size(), 40'001u);
  for (std::size_t i = 0; i < 40'000; ++i) {
    ASSERT_EQ(lines[i + 1].at(0), std::to_string(i / 20'000));
    ASSERT_EQ(lines[i + 1].at(2), std::to_string(i % 20'000));
  }
}

TEST_F(CsvExportTest, NoRowsGiveTitlesOnly) {
  const auto files = export_csv({}, folder_.string());
  for (const ExportedFile& file : files) {
    EXPECT_EQ(file.rows, 0u);
    EXPECT_EQ(parse_csv(read_file(file.path)).size(), 1u);
  }
}

TEST_F(CsvExportTest, CreatesAMissingFolderAndReplacesOldFiles) {
  const std::string folder = (folder_ / "some" / "where").string();
  export_csv({trial("nft", 500, 1, 0.5, 0.5), trial("nft", 500, 2, 0.5, 0.5)}, folder);
  export_csv({trial("nft", 500, 3, 0.5, 0.5)}, folder);
  EXPECT_EQ(only_trial(read_file(folder + "/trials.csv")).at("run"), "3");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 2);
}

// Permissions do not stop root; a file in the way does.
TEST_F(CsvExportTest, AFolderThatCannotBeWrittenIsAUserError) {
  const std::string file = write("taken", "");
  expect_contains(user_error([&] { export_csv({}, file); }), "cannot write " + file + "/trials.csv");
  expect_contains(user_error([&] { export_csv({}, file + "/below"); }),
                  "cannot create the folder " + file + "/below");
  fs::create_directories(folder_ / "trials.csv" / "inside");
  const std::string error = user_error([&] { export_csv({}, folder_.string()); });
  expect_contains(error, "cannot write " + (folder_ / "trials.csv").string() + " (it is not a regular file)");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2) << "something was left behind";
}

}  // namespace
}  // namespace friendly
