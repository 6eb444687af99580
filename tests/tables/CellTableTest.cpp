#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "tables/CellTable.hpp"
#include "tables/CellTableText.hpp"
#include "tables/Rows.hpp"

namespace friendly {
namespace {

using State = TableCell::State;

/// A trial of `method` on convex with this test error in percent.
TrialRow on_convex(const std::string& method, std::int64_t run, double test_error, double valid_error = 10) {
  TrialRow row = trial(method, 500, run, 1 - valid_error / 100, 1 - test_error / 100);
  row.trial.spec.dataset = "convex";
  return row;
}

// CT: mean 34, deviation 1, published 33.91 ± 0.44: sqrt((1 + 0.1936) / 3) = 0.6308, so 0.09 more are 0.1427.
// NFT: 32, without deviation, published 34.25 ± 1.03: 1.03 / sqrt(3) = 0.5947, so 2.25 less are -3.7836; the
// published NFT is worse than CT, ours is better. FT failed.
ResultSet some_of_table1() {
  ResultSet results;
  for (const int run : {1, 2, 3}) {
    results.rows.push_back(on_convex("ct", run, 32 + run));
    results.rows.push_back(on_convex("nft", run, 32));
    results.rows.push_back(ended(on_convex("ft", run, 1), status::kDiverged, 0));
  }
  results.info.points_without_data = {{"mnist_rot", 48}};
  results.info.points = 9 + 48 + 4;
  return results;
}

const TableCell& cell_at(const CellTable& table, const std::vector<std::string>& row,
                         const std::vector<std::string>& column) {
  const auto i = std::find(table.rows.begin(), table.rows.end(), row) - table.rows.begin();
  const auto j = std::find(table.columns.begin(), table.columns.end(), column) - table.columns.begin();
  return table.cells.at(static_cast<std::size_t>(i)).at(static_cast<std::size_t>(j));
}

TEST(CellTable, StandsBesideThePublishedNumbers) {
  const CellTable table = tabulate(some_of_table1(), paper_request(1));
  EXPECT_EQ(table.rows.size(), 16u);
  EXPECT_EQ(table.columns.size(), 5u);
  const TableCell& ct = cell_at(table, {"ff", "ct"}, {"convex"});
  EXPECT_EQ(ct.published->error, 33.91);
  EXPECT_NEAR(standard_errors(ct), 0.1427, 1e-4);
  EXPECT_FALSE(ct.beats_ct);
  const TableCell& nft = cell_at(table, {"ff", "nft"}, {"convex"});
  EXPECT_NEAR(standard_errors(nft), -3.7836, 1e-4);
  EXPECT_TRUE(nft.beats_ct);
}

TEST(CellTable, WhatHasNoNumberSaysWhy) {
  const CellTable table = tabulate(some_of_table1(), paper_request(1));
  const TableCell& ft = cell_at(table, {"ff", "ft"}, {"convex"});
  EXPECT_EQ(ft.state, State::failed);
  EXPECT_EQ(ft.left_out.at("diverged"), 3);
  EXPECT_TRUE(std::isnan(standard_errors(ft)));
  EXPECT_EQ(cell_at(table, {"ff", "eef"}, {"convex"}).state, State::missing);
  EXPECT_EQ(cell_at(table, {"cnn", "ct"}, {"mnist_rot"}).state, State::no_data);
  EXPECT_EQ(cell_at(tabulate({}, paper_request(2)), {"ff2", "ct"}, {"cifar10"}).state, State::unused);
}

TEST(CellTable, ACellWhoseSettingsLeftTheirRaceHasNotFailed) {
  ResultSet results;
  results.rows = {ended(on_convex("nft", 1, 32), status::kPruned, -1)};
  results.info.points = 1;
  results.rows[0].result.reason = "left after run 1, place 2 of 2 (mean validation error 10.00 %); 1 went on";
  CellRequest request = paper_request(1);
  request.published.clear();
  EXPECT_EQ(tabulate(results, request).cells.at(0).at(0).state, State::left);
  expect_contains(cell_table_text(tabulate(results, request), TableFormat::csv), ",left,");
  results.info.points = 2;  // the survivor has not ended
  EXPECT_EQ(tabulate(results, request).cells.at(0).at(0).state, State::missing);
}

TEST(CellTable, AgreementCountsCellsAndPairs) {
  const Agreement sum = agreement(tabulate(some_of_table1(), paper_request(1)));
  EXPECT_EQ(sum.cells, 80u);
  EXPECT_EQ(sum.compared, 2u);
  EXPECT_EQ(sum.within_two, 1u);
  EXPECT_EQ(sum.pairs, 1u);
  EXPECT_EQ(sum.same_order, 0u);
  EXPECT_EQ(sum.failed, 1u);
  EXPECT_EQ(sum.no_data, 16u);
  EXPECT_EQ(sum.missing, 80u - 2 - 1 - 16);
}

// The setting with the lowest test error has not the lowest validation error.
TEST(CellTable, SelectionNeverSeesTestData) {
  std::vector<TrialRow> rows;
  for (const int run : {1, 2}) {
    rows.push_back(on_convex("nft", run, 1, 20));
    rows.push_back(on_convex("nft", run, 50, 19));
    rows.back().trial.spec.beta_simp = 1000;
  }
  const CellTable table = tabulate({{}, rows}, paper_request(1));
  const TableCell& cell = cell_at(table, {"ff", "nft"}, {"convex"});
  EXPECT_EQ(cell.values, (std::vector<double>{50, 50}));
  EXPECT_EQ(cell.settings, 2u);
  EXPECT_EQ(cell.setting, "beta_simp=1000");
}

// A setting of Figure 6 is best of all on validation data; one belongs to both.
TEST(CellTable, OfThePaperSelectsFromItsOwnGridsOnly) {
  std::vector<TrialRow> rows;
  const auto add = [&](const std::string& grid, double beta, double test_error, double valid_error) {
    rows.push_back(on_convex("nft", 1, test_error, valid_error));
    rows.back().trial.spec.beta_simp = beta;
    rows.back().trial.grid = grid;
  };
  add("figure6-beta_simp", 500, 1, 1);
  add("figure6-beta_simp, table1-nft", 1000, 2, 3);
  add("table1", 2000, 25, 2);
  add("table10, my-table1", 4000, 4, 1);
  const CellTable table = tabulate({{}, rows}, paper_request(1));
  const TableCell& cell = cell_at(table, {"ff", "nft"}, {"convex"});
  EXPECT_EQ(cell.values, std::vector<double>{25});
  EXPECT_EQ(cell.settings, 2u);
  for (TrialRow& row : rows) row.trial.grid = "mine";
  EXPECT_EQ(cell_at(tabulate({{}, rows}, paper_request(1)), {"ff", "nft"}, {"convex"}).settings, 4u)
      << "without such grids all compete";
}

CellRequest request_of(const std::string& rows, const std::string& columns, const std::string& metric) {
  CellRequest request;
  request.rows = parse_names(rows, "here");
  request.columns = parse_names(columns, "here");
  request.metric = find_metric(metric);
  return request;
}

TEST(CellTable, AnyHyperparametersMakeRowsAndColumns) {
  std::vector<TrialRow> rows = {trial("nft", 500, 1, 0.5, 0.75), trial("nft", 1000, 1, 0.5, 0.25),
                                trial("nft", 500, 2, 0.5, 0.25), trial("ct", 500, 1, 0.5, 0.5)};
  const CellTable table = tabulate({{}, rows}, request_of("method", "beta_simp", "best_test_acc"));
  EXPECT_EQ(table.rows, (std::vector<std::vector<std::string>>{{"nft"}, {"ct"}}));
  EXPECT_EQ(table.columns, (std::vector<std::vector<std::string>>{{"500"}, {"1000"}, {"–"}}));
  EXPECT_EQ(table.cells[0][0].values, (std::vector<double>{0.75, 0.25}));
  EXPECT_EQ(table.cells[0][1].values, (std::vector<double>{0.25}));
  EXPECT_EQ(table.cells[1][0].state, State::missing);
  EXPECT_EQ(table.cells[1][2].values, (std::vector<double>{0.5}));
}

TEST(CellTable, TwoExperimentsInACellAreRefused) {
  std::vector<TrialRow> rows = {trial("nft", 500, 1, 0.5, 0.75), trial("nft", 500, 1, 0.5, 0.25)};
  rows[1].trial.spec.epochs = 20;
  const CellRequest request = request_of("arch,method", "dataset", "test_error");
  expect_contains(user_error([&] {
                    tabulate({{}, rows}, request);
                  }),
                  "ff nft, fashion: more than one experiment (epochs is 200 and 20): choose one with --where "
                  "epochs=200, or name epochs in --rows or --columns");
  const auto chosen = rows_where(rows, {parse_assignment("epochs=20,30", "here")});
  ASSERT_EQ(chosen.size(), 1u);
  EXPECT_EQ(tabulate({{}, chosen}, request).cells[0][0].values, (std::vector<double>{75}));
  EXPECT_EQ(tabulate({{}, rows}, request_of("epochs", "method", "test_error")).rows.size(), 2u);
}

TEST(CellTableText, ShowsBothNumbersAndTheirDifference) {
  const std::string text = cell_table_text(tabulate(some_of_table1(), paper_request(1)), TableFormat::latex);
  expect_contains(text,
                  "\nff & ct & ours & missing & missing & no data & missing & 34.00 $\\pm$ 1.00 & 1 \\\\\n");
  expect_contains(text,
                  " &  & published & 28.34 $\\pm$ 0.09 & 64.06 $\\pm$ 0.31 & 43.16 $\\pm$ 0.51 & "
                  "24.31 $\\pm$ 0.21 & 33.91 $\\pm$ 0.44 &  \\\\\n");
  expect_contains(text, " &  & difference & -- & -- & -- & -- & +0.1 &  \\\\\n");
  expect_contains(text, "\\textbf{32.00 $\\pm$ 0.00} & 1 \\\\\n");
  expect_contains(text, "& $-$3.8 &  \\\\\n");
  expect_contains(text, "& failed & -- \\\\\n");
  expect_contains(text, "\\midrule\nff2 & ct & ours");
  expect_contains(text,
                  "Within 2 standard errors: 1 of 2 compared cells. Ordered as published: 0 of 1 pairs of "
                  "methods. Cells without a number: 78 of 80 (1 failed, 16 without data, 61 missing).");
  expect_contains(text, "Trials not finished yet: 4.");
  expect_contains(text, "Trials without data: 48 mnist\\_rot.");
  expect_contains(text, "Trials left out: ff ft convex: 3 diverged.");
  expect_contains(text, "over 3 runs");
}

TEST(CellTableText, CellsWithFewerRunsSayHowMany) {
  std::vector<TrialRow> rows = {trial("ct", 500, 1, 0.5, 0.75), trial("ct", 500, 2, 0.5, 0.75),
                                trial("nft", 500, 1, 0.5, 0.5), trial("nft", 500, 2, 0.5, 0.5),
                                trial("ft", 500, 1, 0.5, 0.5)};
  const std::string text = cell_table_text(
      tabulate({{}, rows}, request_of("method", "dataset,epochs", "test_error")), TableFormat::markdown);
  expect_contains(text, "| method | fashion epochs=200 | settings |");
  expect_contains(text, "| ct     |       25.00 ± 0.00 |        1 |");
  expect_contains(text, "| ft     |      50.00 ± – (1) |        1 |");
}

TEST(CellTableText, ProgramsGetARecordPerCell) {
  const CellTable table = tabulate(some_of_table1(), paper_request(1));
  const std::string csv = cell_table_text(table, TableFormat::csv);
  expect_contains(
      csv,
      "arch,method,dataset,state,test_error,test_error_std,runs,settings,left_out,beats_ct,best_setting,"
      "published,published_std,difference,standard_errors\n"
      "ff,ct,mnist_back_image,missing,,,0,0,0,false,,28.34,0.09,,\n");
  expect_contains(csv, "ff,ft,convex,failed,,,0,0,3,false,,34.38,0.22,,\n");
  const auto json = nlohmann::json::parse(cell_table_text(table, TableFormat::json));
  EXPECT_EQ(json.at("cells").size(), 80u);
  EXPECT_EQ(json.at("summary").at("no_data"), 16);
  EXPECT_EQ(json.at("cells")[4].at("dataset"), "convex");
  EXPECT_NEAR(json.at("cells")[4].at("test_error").get<double>(), 34, 1e-9);
}

}  // namespace
}  // namespace friendly
