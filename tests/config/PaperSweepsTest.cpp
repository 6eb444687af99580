// The sweep files of the repository, against the paper's settings.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "config/SweepFile.hpp"

namespace friendly {
namespace {

const std::string kSource = FRIENDLY_SOURCE;

SweepPlan plan_of(const std::string& name) {
  return read_sweep_file(
      kSource + "/sweeps/" + name + ".toml",
      {"mnist_back_image", "mnist_rot_back_image", "mnist_rot", "rectangles_image", "rectangles", "convex",
       "imdb50k", "winedr", "cifar10", "cifar10-n10", "two_moons"});
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

using Setting = std::map<std::string, std::string>;

std::vector<Setting> published_settings() {
  std::ifstream file(kSource + "/analysis/published/settings.csv");
  std::string line;
  std::getline(file, line);
  const auto titles = fields_of(line);
  std::vector<Setting> settings;
  while (std::getline(file, line)) {
    const auto fields = fields_of(line);
    Setting& setting = settings.emplace_back();
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (!fields[i].empty()) setting[titles[i]] = fields[i];
  }
  return settings;
}

// The published noisy_labels is that of cifar10-n10, whose labels are noisy in any case.
bool has_setting(const TrialSpec& spec, const Setting& setting) {
  for (const auto& [name, text] : setting) {
    if (name == "table" || name == "noisy_labels") continue;
    const Hyperparameter& row = find_hyperparameter(name, "settings.csv");
    TrialSpec wanted = spec;
    set_value(wanted, row, parse_value(row, text), "settings.csv");
    if (is_used(row, spec) && value_text(row, spec) != value_text(row, wanted)) return false;
  }
  return true;
}

TEST(PaperSweeps, HaveEveryPublishedSettingInThreeRuns) {
  const std::map<std::string, SweepPlan> plans = {
      {"table1", plan_of("table1")}, {"table2", plan_of("table2")}, {"table1-grid", plan_of("table1-grid")}};
  ASSERT_EQ(published_settings().size(), 33u);
  for (const Setting& setting : published_settings())
    for (const std::string& file : {setting.at("table"), setting.at("table") + "-grid"}) {
      if (plans.count(file) == 0) continue;
      std::set<std::int64_t> runs;
      for (const Trial& trial : plans.at(file).trials)
        if (has_setting(trial.spec, setting)) runs.insert(trial.spec.run);
      EXPECT_EQ(runs, (std::set<std::int64_t>{1, 2, 3}))
          << file << ": " << setting.at("method") << " " << setting.at("dataset") << " "
          << setting.at("arch");
    }
}

// Table 1: 20 cells with 1 + 3 + 6 + 1 settings; its full search 20 with 1 + 3 + 24 + 162; Table 2: 12 cells.
// Figure 3: 3 methods at 8 levels; Figure 6: a setting and 2 others along each of 4 axes. Three runs of each.
TEST(PaperSweeps, HaveAsManyPointsAsTheyShould) {
  EXPECT_EQ(plan_of("table1").trials.size(), 3u * 20 * 11);
  EXPECT_EQ(plan_of("table2").trials.size(), 3u * 12);
  EXPECT_EQ(plan_of("table1-grid").trials.size(), 3u * 20 * 190);
  EXPECT_EQ(plan_of("table2-grid").trials.size(), 1191u);
  EXPECT_EQ(plan_of("figure1").trials.size(), 3u * 3);
  EXPECT_EQ(plan_of("figure3").trials.size(), 3u * 3 * 8);
  EXPECT_EQ(plan_of("figure5").trials.size(), 3u * 3);
  EXPECT_EQ(plan_of("figure6").trials.size(), 3u * 9);
}

TEST(PaperSweeps, ThePaperIsTheSumOfItsParts) {
  const SweepPlan plan = plan_of("paper");
  EXPECT_EQ(plan.trials.size(), 660u + 36 + 9 + 72 + 9 + 27);
  for (const char* name : {"table1.toml", "figure6.toml", "paper.toml"})
    EXPECT_NE(plan.text.find(std::string("/") + name + "\n"), std::string::npos) << name;
}

TEST(PaperSweeps, NothingInThemIsWithoutEffect) {
  for (const char* name : {"table1", "table2", "table1-grid", "table2-grid", "figure1", "figure3", "figure5"})
    for (const std::string& notice : plan_of(name).notices) ADD_FAILURE() << notice;
}

// Figure 1 is drawn of two moons, Figure 4 of images that FT and NFT have simplified.
TEST(PaperSweeps, LogWhatTheirFiguresShow) {
  for (const char* name : {"paper", "paper-small"}) {
    std::set<std::string> points, images;
    for (const Trial& trial : plan_of(name).trials)
      if (!trial.spec.log_epochs.empty())
        (trial.spec.dataset == "two_moons" ? points : images).insert(trial.spec.method);
    EXPECT_EQ(points, (std::set<std::string>{"ct", "ft", "nft"})) << name;
    EXPECT_TRUE(images.count("ft") > 0 && images.count("nft") > 0) << name;
  }
}

TEST(PaperSweeps, TheSmallOneHasEveryCellOfTheTables) {
  std::set<std::tuple<std::string, std::string, std::string>> cells;
  for (const Trial& trial : plan_of("paper-small").trials)
    cells.insert({trial.spec.arch, trial.spec.method, trial.spec.dataset});
  for (const char* table : {"table1", "table2"}) {
    std::ifstream file(kSource + "/analysis/published/" + table + ".csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      const auto fields = fields_of(line);
      EXPECT_EQ(cells.count({fields[0], fields[1], fields[2]}), 1u) << line;
    }
  }
}

}  // namespace
}  // namespace friendly
