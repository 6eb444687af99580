#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "results/Samples.hpp"
#include "results/StatusText.hpp"
#include "results/SweepStatus.hpp"

namespace friendly {
namespace {

RowSummary row_of(const std::string& key, std::int64_t rank, std::int64_t bundle, double start,
                  double seconds, std::int64_t epochs_done) {
  RowSummary row;
  row.key = key;
  row.status = status::kDone;
  row.rank = rank;
  row.bundle = bundle;
  row.start = start;
  row.seconds = seconds;
  row.epochs_done = epochs_done;
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
// one of which has trained 5 epochs. Rank 2 trained for 300 s and failed after another 100 s. 50 s ago rank 0
// predicted the end in 1425 s.
SweepTraces half_a_sweep() {
  SweepTraces traces;
  traces.is_held = true;
  JournalContents& journal = traces.journal;
  journal.info.points = 10;
  journal.rows = {row_of("a", 1, 0, 100, 400, 8), row_of("b", 1, 0, 100, 400, 12),
                  row_of("c", 2, 1, 200, 300, 10), row_of("d", 2, 2, 500, 100, 1)};
  journal.rows[3].status = status::kFailed;
  journal.rows[3].reason = "no memory";
  journal.running = {running_on(1, "xxxx", 600), running_on(1, "yyyy", 600)};
  SweepProgress::Running& known = traces.progress.running["xxxx"];
  known.attempt = 1;
  known.name = "ct ff convex run=2";
  known.last.emplace();
  known.last->epoch = 4;
  known.last->train_loss = 0.5;
  known.last->val_acc = 0.75;
  traces.progress.time = 1050;
  traces.progress.seconds_left = 1425;
  return traces;
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

// Those of a trial that has ended or runs are leftovers, or its own.
TEST(SweepStatus, CountsWhatGoesOnFromACheckpoint) {
  SweepTraces traces = half_a_sweep();
  traces.checkpoints = {"a", "xxxx", "u", "v"};
  const SweepStatus status = status_of(traces, kNow);
  EXPECT_EQ(status.to_resume, 2);
  expect_contains(status_text(status), "4 waiting (2 from checkpoints)\n");
  EXPECT_EQ(to_json(status).at("to_resume"), 2);
  EXPECT_EQ(status_of(half_a_sweep(), kNow).to_resume, 0);
}

// 4 trials in 1000 s since the first start.
TEST(SweepStatus, HasTheRateSoFarAndWhatIsLeftOfThePrediction) {
  const SweepStatus status = status_of(half_a_sweep(), kNow);
  EXPECT_DOUBLE_EQ(status.trials_per_hour, 14.4);
  EXPECT_EQ(status.eta_seconds, 1375);
  EXPECT_EQ(status_of(half_a_sweep(), 1e9).eta_seconds, 0) << "it takes longer than predicted";
}

TEST(SweepStatus, TrialsThatLeftARaceSayNothingAboutSpeed) {
  SweepTraces traces = half_a_sweep();
  for (const char* key : {"e", "f"}) {
    traces.journal.rows.emplace_back();
    traces.journal.rows.back().key = key;
    traces.journal.rows.back().status = status::kPruned;
  }
  const SweepStatus status = status_of(traces, kNow);
  EXPECT_EQ(status.ended, 6);
  EXPECT_DOUBLE_EQ(status.trials_per_hour, 14.4);
}

Decision half_goes_on(const std::string& race, const std::string& id, std::int64_t rung,
                      std::size_t settings) {
  Decision decision{race, id, rung, 3, "run", {}};
  decision.places.resize(settings);
  for (std::size_t i = 0; i < settings / 2; ++i) decision.places[i].goes_on = true;
  return decision;
}

std::vector<RaceStatus> races_after(const std::vector<Decision>& decisions) {
  SweepTraces traces = half_a_sweep();
  traces.journal.decisions = decisions;
  return status_of(traces, kNow).races;
}

TEST(SweepStatus, OfRacesOfOneNameTheOneDecidedLastCounts) {
  const Decision first = half_goes_on("ct", "small", 0, 4), second = half_goes_on("ct", "small", 1, 2),
                 of_larger = half_goes_on("ct", "large", 0, 8);
  const auto grown = races_after({first, second, of_larger});
  ASSERT_EQ(grown.size(), 1u);
  EXPECT_EQ(grown[0].settings, 8);
  EXPECT_EQ(grown[0].in, 4);
  EXPECT_EQ(grown[0].rung, 1);
  const auto shrunk_again = races_after({first, of_larger, second});
  ASSERT_EQ(shrunk_again.size(), 1u);
  EXPECT_EQ(shrunk_again[0].settings, 4);
  EXPECT_EQ(shrunk_again[0].in, 1);
  EXPECT_EQ(shrunk_again[0].rung, 2);
}

TEST(SweepStatus, ARaceMayGetAnotherNameWhenTheSweepGrows) {
  const auto races =
      races_after({half_goes_on("ct", "same", 0, 4), half_goes_on("ct noisy_labels=0", "same", 1, 2)});
  ASSERT_EQ(races.size(), 1u);
  EXPECT_EQ(races[0].name, "ct noisy_labels=0");
  EXPECT_EQ(races[0].settings, 4);
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
  SweepTraces traces = half_a_sweep();
  traces.journal.info.points = 4;
  traces.journal.running.clear();
  traces.is_held = false;
  for (const double now : {kNow, 1e9}) {
    const SweepStatus status = status_of(traces, now);
    EXPECT_EQ(status.waiting, 0);
    EXPECT_DOUBLE_EQ(status.trials_per_hour, 28.8);
    EXPECT_FALSE(status.eta_seconds) << "it does not run";
    EXPECT_DOUBLE_EQ(status.utilisation.at(1), 0.8);
    EXPECT_DOUBLE_EQ(status.utilisation.at(2), 0.8);
  }
}

TEST(SweepStatus, HasNoPredictionBeforeRank0HasOne) {
  SweepTraces traces;
  traces.is_held = true;
  traces.journal.info.points = 3;
  EXPECT_FALSE(status_of(traces, kNow).eta_seconds);
  EXPECT_TRUE(status_of(traces, kNow).utilisation.empty());
  EXPECT_EQ(status_text(status_of(traces, kNow)), "0 of 3 trials ended; 0 handed out, 3 waiting\n");

  traces.journal.running = {running_on(1, "xxxx", 1000)};
  const SweepStatus status = status_of(traces, kNow);
  EXPECT_EQ(status.trials_per_hour, 0);
  EXPECT_EQ(status.utilisation.at(1), 1);
  EXPECT_TRUE(to_json(status).at("eta_seconds").is_null());
}

// Its clock stops with its last row: 500 s after the first start. Nothing runs.
TEST(SweepStatus, PointsWithoutDataDoNotWait) {
  SweepTraces traces = half_a_sweep();
  traces.is_held = false;
  traces.journal.info.points_without_data = {{"cifar10", 2}, {"winedr", 4}};
  const SweepStatus status = status_of(traces, kNow);
  EXPECT_EQ(status.no_data, 6);
  EXPECT_EQ(status.waiting, 0);
  EXPECT_TRUE(status.is_complete()) << "the rest has ended";
  expect_contains(status_text(status), "1 failed; 0 handed out, 0 waiting, 6 without data\n29 trials/h");
  EXPECT_EQ(to_json(status).at("no_data"), 6);
}

// Their data were there once.
TEST(SweepStatus, PointsWithoutDataMayHaveRows) {
  SweepTraces traces = half_a_sweep();
  traces.journal.info.points_without_data = {{"cifar10", 10}};
  const SweepStatus status = status_of(traces, kNow);
  EXPECT_EQ(status.no_data, 4);
  EXPECT_EQ(status.ended, 4);
}

TEST(SweepStatus, ASweepThatDoesNotRunHasHandedOutNothing) {
  SweepTraces traces = half_a_sweep();
  traces.is_held = false;
  traces.progress.aside = {{3, "node7", "no device"}};
  for (const double now : {kNow, 1e9}) {
    const SweepStatus status = status_of(traces, now);
    EXPECT_FALSE(status.is_running);
    EXPECT_TRUE(status.running.empty());
    EXPECT_TRUE(status.aside.empty());
    EXPECT_EQ(status.waiting, 6);
    EXPECT_DOUBLE_EQ(status.trials_per_hour, 28.8);
    EXPECT_DOUBLE_EQ(status.utilisation.at(1), 0.8);
  }
  EXPECT_EQ(status_text(status_of(traces, kNow)),
            "4 of 10 trials ended, 3 done, 1 failed; 0 handed out, 6 waiting\n"
            "the sweep does not run; the command that started it resumes it\n"
            "29 trials/h\n"
            "  1 trial: no memory\n"
            "  rank 1 trained 80 % of the time\n"
            "  rank 2 trained 80 % of the time\n");
}

// 500 s, a night's pause, 100 s: 5 trials in 600 s.
TEST(SweepStatus, APauseDoesNotCount) {
  SweepTraces traces = half_a_sweep();
  traces.journal.info.points = 5;
  traces.journal.running.clear();
  traces.journal.rows.push_back(row_of("e", 1, 3, 40000, 100, 10));
  const SweepStatus status = status_of(traces, 50000);
  EXPECT_DOUBLE_EQ(status.trials_per_hour, 30);
  EXPECT_DOUBLE_EQ(status.utilisation.at(1), 500 / 600.0);
}

// Each point is counted once, also the failed one that is trained again, and when a sweep has more rows than
// points.
TEST(SweepStatus, ARetriedTrialIsHandedOutAndHasNotEnded) {
  SweepTraces traces = half_a_sweep();
  traces.journal.running.push_back(running_on(2, "d", 700));
  traces.journal.running.back().attempt = 2;
  SweepStatus status = status_of(traces, kNow);
  EXPECT_EQ(status.ended, 3);
  EXPECT_EQ(status.running.size(), 3u);
  EXPECT_EQ(status.waiting, 4);
  EXPECT_EQ(status.by_status, (std::map<std::string, std::int64_t>{{"done", 3}}));
  EXPECT_TRUE(status.failures.empty());
  traces.journal.info.points = 5;
  EXPECT_EQ(status_of(traces, kNow).waiting, 0);
}

// What the progress file tells of an earlier attempt says nothing about this one.
TEST(SweepStatus, EpochsOfAnEarlierAttemptDoNotCount) {
  SweepTraces traces = half_a_sweep();
  traces.journal.running[0].attempt = 2;
  EXPECT_FALSE(status_of(traces, kNow).running[0].progress.has_value());
}

TEST(SweepStatus, NamesTheRanksThatStandAside) {
  SweepTraces traces = half_a_sweep();
  traces.progress.aside = {{3, "node7", "no device"}};
  const SweepStatus status = status_of(traces, kNow);
  EXPECT_TRUE(contains(status_text(status), "  rank 3 on node7 trains nothing: no device\n"));
  EXPECT_EQ(to_json(status).at("aside"),
            nlohmann::json::parse(R"([{"rank": 3, "host": "node7", "why": "no device"}])"));
}

TEST(SweepStatus, AMistypedNameIsTheUsersToCorrect) {
  const std::string said = complaint([] { traces_of("nowhere/mistyped.h5", kNow); });
  EXPECT_TRUE(contains(said, "there is no sweep nowhere/mistyped.h5 (neither it nor its journal exists)"))
      << said;
  EXPECT_TRUE(contains(said, "--watch waits")) << said;
}

TEST(SweepStatus, JsonHasEveryFigure) {
  SweepTraces traces = half_a_sweep();
  traces.journal.running[1].attempt = 2;
  traces.progress.waits_for = "rank 2, silent for 8 s";
  const nlohmann::json object = to_json(status_of(traces, kNow));
  EXPECT_EQ(object.size(), 15u);
  EXPECT_EQ(object.at("is_running"), true);
  EXPECT_EQ(object.at("points"), 10);
  EXPECT_EQ(object.at("ended"), 4);
  EXPECT_EQ(object.at("waiting"), 4);
  EXPECT_EQ(object.at("by_status"), nlohmann::json::parse(R"({"done": 3, "failed": 1})"));
  EXPECT_EQ(object.at("failures"), nlohmann::json::parse(R"({"no memory": 1})"));
  EXPECT_DOUBLE_EQ(object.at("trials_per_hour").get<double>(), 14.4);
  EXPECT_DOUBLE_EQ(object.at("eta_seconds").get<double>(), 1375);
  EXPECT_DOUBLE_EQ(object.at("utilisation").at("2").get<double>(), 0.4);
  EXPECT_TRUE(object.at("aside").empty());
  EXPECT_EQ(object.at("waits_for"), "rank 2, silent for 8 s");
  ASSERT_EQ(object.at("running").size(), 2u);
  EXPECT_EQ(object.at("running")[0].at("progress").at("epoch"), 4);
  EXPECT_EQ(object.at("running")[0].at("progress").at("val_acc"), 0.75);
  EXPECT_EQ(
      object.at("running")[1],
      nlohmann::json::parse(R"({"key": "yyyy", "name": "yyyy", "rank": 1, "attempt": 2, "start": 600.0})"));
}

TEST(SweepStatus, SaysWhoIsInARace) {
  SweepTraces traces = half_a_sweep();
  traces.journal.rows[0].status = status::kPruned;
  traces.journal.decisions = {
      {"a", "1", 0, 3, "run 1", {{"x", 10.0, true}, {"y", 11.0, true}, {"z", 12.0, false}}},
      {"b", "2", 0, 2, "run 1", {{"u", 10.0, true}, {"v", 11.0, false}}},
      {"a", "1", 1, 3, "run 2", {{"x", 10.0, true}, {"y", 11.0, false}}}};
  const SweepStatus status = status_of(traces, kNow);
  EXPECT_EQ(to_json(status).at("races"), nlohmann::json::parse(R"([
    {"name": "a", "rung": 3, "rungs": 3, "settings": 3, "in": 1},
    {"name": "b", "rung": 2, "rungs": 2, "settings": 2, "in": 1}])"));
  EXPECT_TRUE(contains(status_text(status), "\n  a: rung 3 of 3, 1 of 3 settings in\n"));
  EXPECT_EQ(status.failures, (std::map<std::string, std::int64_t>{{"no memory", 1}}))
      << "leaving is no failure";
}

TEST(SweepStatus, SaysWhatARunningSweepWaitsFor) {
  SweepTraces traces = half_a_sweep();
  traces.progress.waits_for = "rank 2, silent for 8 s";
  EXPECT_TRUE(contains(status_text(status_of(traces, kNow)), "\nwaiting for rank 2, silent for 8 s\n"));
  traces.is_held = false;
  EXPECT_FALSE(contains(status_text(status_of(traces, kNow)), "waiting for"));
}

TEST(SweepStatus, TextSaysTheSame) {
  EXPECT_EQ(status_text(status_of(half_a_sweep(), kNow)),
            "4 of 10 trials ended, 3 done, 1 failed; 2 handed out, 4 waiting\n"
            "14 trials/h, ETA 22 min 55 s\n"
            "  rank 1: 2 trials\n"
            "    ct ff convex run=2: epoch 4, train loss 0.5000, validation accuracy 0.7500\n"
            "  1 trial: no memory\n"
            "  rank 1 trained 90 % of the time\n"
            "  rank 2 trained 40 % of the time\n");
}

}  // namespace
}  // namespace friendly
