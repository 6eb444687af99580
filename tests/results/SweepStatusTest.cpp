#include <gtest/gtest.h>

#include "results/SweepStatus.hpp"

namespace friendly {
namespace {

TrialRow row_of(std::int64_t rank, std::int64_t bundle, double start, double seconds,
                std::int64_t epochs_done) {
  TrialRow row;
  row.result.rank = rank;
  row.result.bundle = bundle;
  row.result.start = start;
  row.result.seconds = seconds;
  row.result.epochs_done = epochs_done;
  return row;
}

RunningTrial running_on(std::int64_t rank, const std::string& key, double start) {
  RunningTrial trial;
  trial.key = key;
  trial.rank = rank;
  trial.start = start;
  return trial;
}

// Ten points. Rank 1 trained an array of two trials for 400 s from 100 on and has had another two since 600,
// one of which has trained 5 epochs; trials that are done have 10 of them on average. Rank 2 trained for 300
// s and failed after another 100 s.
JournalContents half_a_sweep() {
  JournalContents contents;
  contents.info.points = 10;
  contents.rows = {row_of(1, 0, 100, 400, 8), row_of(1, 0, 100, 400, 12), row_of(2, 1, 200, 300, 10),
                   row_of(2, 2, 500, 100, 1)};
  contents.rows[3].result.status = status::kFailed;
  contents.rows[3].result.reason = "no memory";
  contents.running = {running_on(1, "xxxx", 600), running_on(1, "yyyy", 600)};
  EpochRecord& progress = contents.running[0].progress.emplace();
  progress.epoch = 4;
  progress.train_loss = 0.5;
  progress.val_acc = 0.75;
  return contents;
}
constexpr double kNow = 1100;

TEST(SweepStatus, CountsWhatHasEndedRunsAndWaits) {
  const SweepStatus status = status_of(half_a_sweep(), kNow);
  EXPECT_EQ(status.points, 10);
  EXPECT_EQ(status.ended, 4);
  EXPECT_EQ(status.running.size(), 2u);
  EXPECT_EQ(status.waiting, 4);
  EXPECT_EQ(status.by_status, (std::map<std::string, std::int64_t>{{"done", 3}, {"failed", 1}}));
  EXPECT_EQ(status.failures, (std::map<std::string, std::int64_t>{{"no memory", 1}}));
}

// In 1000 s since the first start 4 trials ended; 6 are left, less half a trial.
TEST(SweepStatus, PredictsFromTheRateSoFar) {
  const SweepStatus status = status_of(half_a_sweep(), kNow);
  EXPECT_DOUBLE_EQ(status.trials_per_hour, 14.4);
  EXPECT_DOUBLE_EQ(status.eta_seconds, 5.5 * 1000 / 4);
}

// A trial that trains longer than usual is not less than nothing.
TEST(SweepStatus, ARunningTrialCountsAsOneAtMost) {
  JournalContents contents = half_a_sweep();
  contents.running[0].progress->epoch = 99;
  EXPECT_DOUBLE_EQ(status_of(contents, kNow).eta_seconds, 5.0 * 1000 / 4);
}

// Rank 1: 400 s, then 500 s until now. Trials of one array share its time.
TEST(SweepStatus, UtilisationIsTheShareOfTimeInWhichARankTrained) {
  const SweepStatus status = status_of(half_a_sweep(), kNow);
  ASSERT_EQ(status.utilisation.size(), 2u);
  EXPECT_DOUBLE_EQ(status.utilisation.at(1), 0.9);
  EXPECT_DOUBLE_EQ(status.utilisation.at(2), 0.4);
}

// The clock stops with the last trial: 500 s after the first start.
TEST(SweepStatus, AFinishedSweepKeepsItsFigures) {
  JournalContents contents = half_a_sweep();
  contents.info.points = 4;
  contents.running.clear();
  for (const double now : {kNow, 1e9}) {
    const SweepStatus status = status_of(contents, now);
    EXPECT_EQ(status.waiting, 0);
    EXPECT_DOUBLE_EQ(status.trials_per_hour, 28.8);
    EXPECT_EQ(status.eta_seconds, 0);
    EXPECT_DOUBLE_EQ(status.utilisation.at(1), 0.8);
    EXPECT_DOUBLE_EQ(status.utilisation.at(2), 0.8);
  }
}

TEST(SweepStatus, PredictsNothingBeforeATrialHasEnded) {
  JournalContents contents;
  contents.info.points = 3;
  EXPECT_LT(status_of(contents, kNow).eta_seconds, 0);
  EXPECT_TRUE(status_of(contents, kNow).utilisation.empty());
  EXPECT_EQ(status_text(status_of(contents, kNow)), "0 of 3 trials have ended; 0 handed out, 3 waiting\n");

  contents.running = {running_on(1, "xxxx", 1000)};
  const SweepStatus status = status_of(contents, kNow);
  EXPECT_EQ(status.trials_per_hour, 0);
  EXPECT_EQ(status.utilisation.at(1), 1);
  EXPECT_TRUE(to_json(status).at("eta_seconds").is_null());
}

TEST(SweepStatus, JsonHasEveryFigure) {
  JournalContents contents = half_a_sweep();
  contents.running[1].attempt = 2;
  const nlohmann::json object = to_json(status_of(contents, kNow));
  EXPECT_EQ(object.size(), 9u);
  EXPECT_EQ(object.at("points"), 10);
  EXPECT_EQ(object.at("ended"), 4);
  EXPECT_EQ(object.at("waiting"), 4);
  EXPECT_EQ(object.at("by_status"), nlohmann::json::parse(R"({"done": 3, "failed": 1})"));
  EXPECT_EQ(object.at("failures"), nlohmann::json::parse(R"({"no memory": 1})"));
  EXPECT_DOUBLE_EQ(object.at("trials_per_hour").get<double>(), 14.4);
  EXPECT_DOUBLE_EQ(object.at("eta_seconds").get<double>(), 1375);
  EXPECT_DOUBLE_EQ(object.at("utilisation").at("2").get<double>(), 0.4);
  ASSERT_EQ(object.at("running").size(), 2u);
  EXPECT_EQ(object.at("running")[0].at("progress").at("epoch"), 4);
  EXPECT_EQ(object.at("running")[0].at("progress").at("val_acc"), 0.75);
  EXPECT_EQ(object.at("running")[1],
            nlohmann::json::parse(R"({"key": "yyyy", "rank": 1, "attempt": 2, "start": 600.0})"));
}

TEST(SweepStatus, TextSaysTheSame) {
  EXPECT_EQ(status_text(status_of(half_a_sweep(), kNow)),
            "4 of 10 trials have ended, 3 done, 1 failed; 2 handed out, 4 waiting\n"
            "14 trials/h, ETA 22 min 55 s\n"
            "  xxxx on rank 1: epoch 4, train loss 0.5000, validation accuracy 0.7500\n"
            "  yyyy on rank 1\n"
            "  1 trial: no memory\n"
            "  rank 1 trained 90 % of the time\n"
            "  rank 2 trained 40 % of the time\n");
}

}  // namespace
}  // namespace friendly
