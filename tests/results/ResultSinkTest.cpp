#include <gtest/gtest.h>

#include <cerrno>

#include "results/CheckpointFolder.hpp"
#include "results/FailingDisk.hpp"
#include "results/JournalSegments.hpp"
#include "results/ResultFile.hpp"
#include "results/ResultSink.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

using Keys = std::unordered_set<std::string>;

// A sweep of trials a, b and c, of 3, 5 and 7 epochs.
class ResultSinkTest : public InFolder {
 protected:
  static Trial trial(const std::string& key, std::int64_t epochs) {
    Trial trial{key, "grid", {}};
    trial.spec.epochs = epochs;
    return trial;
  }
  static TrialOutcome outcome(const std::string& status, std::size_t epochs = 0) {
    TrialOutcome outcome;
    outcome.result.status = status;
    outcome.result.epochs_done = static_cast<std::int64_t>(epochs);
    outcome.epochs.resize(epochs);
    return outcome;
  }
  static EpochRecord epoch(std::int64_t number) {
    EpochRecord record;
    record.epoch = number;
    return record;
  }
  static std::string statuses(const std::vector<TrialRow>& rows) {
    std::string text;
    for (const TrialRow& row : rows) text += row.trial.key + " " + row.result.status + "; ";
    return text;
  }

  ResultSink start(bool retry_failed = false) const {
    return {result_file_, trials_, Journal::open(result_file_, sample_info()), 0,
            [=](const RowSummary& row) { return !retry_failed || row.status == status::kDone; }};
  }
  // Of a row, the journal's summary.
  static std::string statuses(const std::vector<RowSummary>& rows) {
    std::string text;
    for (const RowSummary& row : rows) text += row.key + " " + row.status + "; ";
    return text;
  }
  static void close(ResultSink& sink) {
    sink.close([] { return true; });
  }
  // What an earlier start left: a is done, b failed.
  void leave_rows() const {
    ResultSink sink = start();
    sink.finished(a_, outcome(status::kDone, 3));
    sink.finished(b_, outcome(status::kFailed));
    close(sink);
  }

  const Trial a_ = trial("a", 3), b_ = trial("b", 5), c_ = trial("c", 7);
  const std::vector<Trial> trials_ = {a_, b_, c_};
};

TEST_F(ResultSinkTest, AfterClosingJournalAndResultFileHoldEveryFinishedTrial) {
  {
    ResultSink sink = start();
    sink.started({0, trials_}, 1);
    sink.finished(c_, outcome(status::kDone, 7));
    sink.finished(a_, outcome(status::kDiverged, 2));
    close(sink);
  }
  EXPECT_EQ(statuses(read_journal(result_file_).rows), "c done; a diverged; ");
  // The result file has the sweep's order.
  const ResultSet results = read_result_file(result_file_);
  EXPECT_EQ(statuses(results.rows), "a diverged; c done; ");
  EXPECT_EQ(results.rows.at(1).epochs.size(), 7u);
  EXPECT_EQ(to_json(results.info), to_json(sample_info()));
}

TEST_F(ResultSinkTest, NothingIsLeftButResultFileAndSegments) {
  {
    ResultSink sink = start();
    sink.started({0, {a_}}, 1);
    sink.progress("a", epoch(0));
    sink.tick();
    EXPECT_TRUE(std::filesystem::exists(journal_path(result_file_) + "/progress"));
    sink.finished(a_, outcome(status::kDone));
    close(sink);
  }
  EXPECT_EQ(files(), 2u);
  const std::filesystem::directory_iterator entries(journal_path(result_file_));
  EXPECT_EQ(std::distance(entries, {}), 1);
}

TEST_F(ResultSinkTest, ATickMakesFinishedTrialsReadable) {
  ResultSink sink = start();
  sink.finished(b_, outcome(status::kDone));
  EXPECT_EQ(statuses(read_journal(result_file_).rows), "");
  sink.tick();
  EXPECT_EQ(statuses(read_journal(result_file_).rows), "b done; ");
  EXPECT_EQ(statuses(read_result_file(result_file_).rows), "b done; ");
}

TEST_F(ResultSinkTest, KnowsWhetherAllIsDurable) {
  ResultSink sink = start();
  EXPECT_TRUE(sink.all_is_durable());
  sink.finished(b_, outcome(status::kDone));
  EXPECT_FALSE(sink.all_is_durable());
  {
    const FailingDisk disk(1, EIO);
    sink.tick();
    EXPECT_TRUE(disk.has_failed());
  }
  EXPECT_FALSE(sink.all_is_durable());
  while (!sink.can_keep_more()) sink.tick();
  EXPECT_TRUE(sink.all_is_durable());
}

// Should it take this process down, it is known that it was started.
TEST_F(ResultSinkTest, AnAttemptIsKnownBeforeItsRankHearsOfIt) {
  ResultSink sink = start();
  sink.started({0, {a_}}, 3);
  const std::vector<RunningTrial> running = read_journal(result_file_).running;
  ASSERT_EQ(running.size(), 1u);
  EXPECT_EQ(running[0].key, "a");
  EXPECT_EQ(running[0].rank, 3);
}

TEST_F(ResultSinkTest, AttemptsAreCountedOverAllStarts) {
  {
    ResultSink sink = start();
    EXPECT_TRUE(sink.histories().empty());
    sink.started({0, {a_, b_, c_}}, 1);  // lost when this process vanishes
  }
  {
    ResultSink sink = start();
    EXPECT_EQ(sink.histories().at("a").losses, 1);
    sink.started({0, {a_, b_}}, 1);
    sink.progress("b", epoch(0));
    sink.lost({0, {a_, b_}}, 1);
    sink.started({0, {a_, b_}}, 2);
    sink.given_back({0, {a_, b_}}, 2);
    close(sink);
  }
  {
    ResultSink sink = start();
    EXPECT_EQ(sink.histories().at("a").attempts, 3);
    EXPECT_EQ(sink.histories().at("a").losses, 2);
    EXPECT_EQ(sink.histories().at("b").losses, 0) << "it got further";
    EXPECT_EQ(sink.histories().at("c").attempts, 1);
    EXPECT_EQ(sink.histories().at("c").losses, 1);
    sink.started({0, {a_, b_}}, 1);
    TrialOutcome said = outcome(status::kFailed);
    said.result.attempts = 77;
    sink.finished(a_, said);
    EXPECT_EQ(sink.histories().count("a"), 0u);
    close(sink);  // b is stopped
  }
  ResultSink sink = start(true);
  EXPECT_EQ(sink.histories().at("b").attempts, 4);
  EXPECT_EQ(sink.histories().at("b").losses, 0);
  EXPECT_EQ(sink.histories().at("a").attempts, 4) << "of the failed row";
  EXPECT_EQ(sink.histories().at("a").losses, 0);
  sink.started({0, {a_}}, 1);
  sink.finished(a_, outcome(status::kDone));
  close(sink);
  EXPECT_EQ(read_result_file(result_file_).rows.at(0).result.attempts, 5);
}

// A rank that was only halted goes on with what it had.
TEST_F(ResultSinkTest, ARankThatComesBackMakesNoNewAttempt) {
  ResultSink sink = start();
  sink.started({0, {a_, b_}}, 1);
  sink.lost({0, {a_, b_}}, 1);
  EXPECT_EQ(sink.progress().running, 0);
  sink.regained({0, {a_, b_}}, 1);
  EXPECT_EQ(sink.progress().running, 2);
  sink.progress("a", epoch(0));
  sink.finished(b_, outcome(status::kDone));
  sink.tick();
  EXPECT_EQ(sink.histories().at("a").attempts, 1);
  const JournalContents contents = read_journal(result_file_);
  EXPECT_EQ(contents.rows.at(0).attempts, 1);
  ASSERT_EQ(contents.running.size(), 1u);
  EXPECT_EQ(contents.running[0].key, "a");
  EXPECT_EQ(contents.running[0].rank, 1);
  EXPECT_EQ(contents.running[0].attempt, 1);
}

TEST_F(ResultSinkTest, TheProgressFileTellsWhatRunsAndWhoStandsAside) {
  ResultSink sink = start();
  sink.started({0, {a_, b_, c_}}, 1);
  sink.progress("a", epoch(0));
  sink.progress("b", epoch(0));
  sink.finished(b_, outcome(status::kDone));
  sink.stands_aside(2, "node7", "no device");
  sink.tick();
  const SweepProgress progress = read_progress(journal_path(result_file_));
  EXPECT_GT(progress.time, 0);
  ASSERT_EQ(progress.running.size(), 2u);
  EXPECT_EQ(progress.running.at("a").attempt, 1);
  EXPECT_EQ(progress.running.at("a").last->epoch, 0);
  EXPECT_FALSE(progress.running.at("c").last);
  ASSERT_EQ(progress.aside.size(), 1u);
  EXPECT_EQ(progress.aside[0].why, "no device");
}

TEST_F(ResultSinkTest, ASupersededSinkDoesNotReplaceTheResultFile) {
  ResultSink sink = start();
  sink.finished(a_, outcome(status::kDone));
  write_text(journal_path(result_file_) + "/000002", "");
  EXPECT_THROW(sink.tick(), Superseded);
  EXPECT_FALSE(std::filesystem::exists(result_file_));
}

// Durations have three digits and a half: what a clock says beyond that is noise, which fills the journal.
TEST_F(ResultSinkTest, RoundsDurations) {
  ResultSink sink = start();
  TrialOutcome trained = outcome(status::kDone, 2);
  trained.result.seconds = 1.0 / 3;
  trained.epochs[0].seconds = 1e-3 / 7;
  trained.epochs[1].seconds = 12345.678;
  sink.started({0, {a_}}, 1);
  sink.progress("a", trained.epochs[1]);
  sink.tick();
  const double shown = read_progress(journal_path(result_file_)).running.at("a").last->seconds;
  sink.finished(a_, trained);
  close(sink);
  const TrialRow row = read_result_file(result_file_).rows.at(0);
  EXPECT_NE(row.result.seconds, 1.0 / 3);
  EXPECT_NEAR(row.result.seconds, 1.0 / 3, 1e-4);
  EXPECT_NEAR(row.epochs[0].seconds, 1e-3 / 7, 1e-7);
  EXPECT_NEAR(row.epochs[1].seconds, 12345.678, 2);
  EXPECT_EQ(row.epochs[1].seconds, shown);
}

// Trial b of 5 epochs has its row from a start in which its data were there.
TEST_F(ResultSinkTest, TrialsWithoutDataAreCountedApart) {
  std::vector<Trial> trials = trials_;
  trials[1].spec.dataset = trials[2].spec.dataset = "winedr";
  {
    ResultSink sink(result_file_, trials, Journal::open(result_file_, sample_info()), 0);
    sink.finished(trials[1], outcome(status::kDone));
    close(sink);
  }
  SweepInfo info = sample_info();
  info.points_without_data = {{"winedr", 2}};
  ResultSink sink(result_file_, trials, Journal::open(result_file_, info), 0);
  EXPECT_EQ(sink.progress().no_data, 1);
  EXPECT_EQ(sink.progress().epochs_left, 3) << "only trial a can be trained";
  sink.finished(trials[0], outcome(status::kDone));
  close(sink);
  const ResultSet results = read_result_file(result_file_);
  EXPECT_EQ(statuses(results.rows), "a done; b done; ");
  EXPECT_EQ(results.info.points_without_data.at("winedr"), 2);
}

TEST_F(ResultSinkTest, CountsTrialsAndEpochs) {
  ResultSink sink = start();
  const Progress& progress = sink.progress();
  EXPECT_EQ(progress.points, 3);
  EXPECT_EQ(progress.epochs_left, 3 + 5 + 7);

  sink.started({0, {a_, b_}}, 1);
  EXPECT_EQ(progress.running, 2);
  sink.progress("a", epoch(0));
  sink.progress("a", epoch(1));
  sink.progress("b", epoch(0));
  EXPECT_EQ(progress.epochs_trained, 3);
  EXPECT_EQ(progress.epochs_left, 12);

  sink.finished(a_, outcome(status::kDone));
  EXPECT_EQ(progress.running, 1);
  EXPECT_EQ(progress.done, 1);
  EXPECT_EQ(progress.epochs_left, 4 + 7);

  // It stops early: the epochs that it lacks are not to be trained.
  sink.finished(b_, outcome(status::kDiverged));
  EXPECT_EQ(progress.running, 0);
  EXPECT_EQ(progress.failed, 1);
  EXPECT_EQ(progress.epochs_left, 7);
  EXPECT_EQ(progress.epochs_trained, 3);
}

TEST_F(ResultSinkTest, ALostBundleGivesItsEpochsBack) {
  ResultSink sink = start();
  const Progress& progress = sink.progress();
  const Bundle bundle{0, {a_, b_}};
  sink.started(bundle, 1);
  sink.finished(a_, outcome(status::kDone));
  sink.progress("b", epoch(0));
  sink.progress("b", epoch(1));
  EXPECT_EQ(progress.epochs_left, 3 + 7);
  sink.lost(bundle, 1);
  EXPECT_EQ(progress.running, 0);
  EXPECT_EQ(progress.epochs_left, 5 + 7);
  // News of a trial that does not run are ignored.
  sink.progress("b", epoch(2));
  EXPECT_EQ(progress.epochs_left, 5 + 7);

  // A trial that has its row does not run again with its bundle. The checkpoint was after one epoch.
  EXPECT_EQ(progress.epochs_trained, 2);
  sink.started(bundle, 2);
  EXPECT_EQ(progress.running, 1);
  sink.progress("b", epoch(1));
  EXPECT_EQ(progress.epochs_left, 3 + 7);
  EXPECT_EQ(progress.epochs_trained, 3) << "the epochs before the checkpoint took no time here";
  sink.finished(c_, outcome(status::kDone));
  sink.tick();
  const std::vector<RunningTrial> running = read_journal(result_file_).running;
  ASSERT_EQ(running.size(), 1u);
  EXPECT_EQ(running[0].key, "b");
  EXPECT_EQ(running[0].rank, 2);
  EXPECT_EQ(running[0].attempt, 2);
}

TEST_F(ResultSinkTest, RowsOfEarlierStartsCount) {
  leave_rows();
  ResultSink sink = start();
  EXPECT_EQ(sink.finished_keys(), (Keys{"a", "b"}));
  EXPECT_EQ(sink.progress().done, 1);
  EXPECT_EQ(sink.progress().failed, 1);
  EXPECT_EQ(sink.progress().epochs_left, 7);
  EXPECT_EQ(sink.progress().epochs_trained, 0);
}

TEST_F(ResultSinkTest, RetryingKeepsAFailedRowUntilItsTrialHasEndedAgain) {
  leave_rows();
  ResultSink sink = start(true);
  EXPECT_EQ(sink.finished_keys(), Keys{"a"});
  EXPECT_EQ(sink.progress().failed, 1);
  EXPECT_EQ(sink.progress().epochs_left, 5 + 7);
  sink.started({0, {b_}}, 1);
  close(sink);
  EXPECT_EQ(statuses(read_result_file(result_file_).rows), "a done; b failed; ");

  sink.finished(b_, outcome(status::kDone));
  EXPECT_EQ(sink.finished_keys(), (Keys{"a", "b"}));
  EXPECT_EQ(sink.progress().done, 2);
  EXPECT_EQ(sink.progress().failed, 0);
  EXPECT_EQ(sink.progress().epochs_left, 7);
  close(sink);
  EXPECT_EQ(statuses(read_result_file(result_file_).rows), "a done; b done; ");
  EXPECT_EQ(statuses(read_journal(result_file_).rows), "a done; b done; ");
}

TEST_F(ResultSinkTest, APausedTrialIsNeitherRunningNorEnded) {
  ResultSink sink = start();
  const double epochs = sink.progress().epochs_left;
  sink.started({1, {b_}, 2}, 1);
  sink.progress("b", epoch(0));
  sink.progress("b", epoch(1));
  sink.paused(b_, outcome(status::kPaused, 2));
  EXPECT_EQ(sink.progress().running, 0);
  EXPECT_EQ(sink.progress().ended(), 0);
  EXPECT_EQ(sink.progress().epochs_left, epochs - 2);
  EXPECT_FALSE(sink.all_is_durable()) << "a race may go by it only once it is";
  sink.started({2, {b_}}, 2);
  sink.progress("b", epoch(2));
  EXPECT_EQ(sink.progress().epochs_left, epochs - 3) << "it goes on where it paused";
  sink.finished(b_, outcome(status::kDone, 5));
  EXPECT_EQ(sink.progress().epochs_left, epochs - 5);
  EXPECT_EQ(sink.progress().done, 1);
}

TEST_F(ResultSinkTest, APrunedTrialsRowHasWhatItWasTrainedFor) {
  {
    ResultSink sink = start();
    sink.started({1, {b_, c_}, 2}, 1);
    TrialOutcome paused = outcome(status::kPaused, 2);
    paused.epochs[1].val_acc = 0.25;
    sink.paused(b_, paused);
    sink.paused(c_, paused);
    sink.decided({"race", "id", 0, 2, "epoch 2", {{"c", 10.0, true}, {"b", 20.0, false}}});
    sink.tick();
    sink.pruned(b_, "left after epoch 2");
    sink.pruned(a_, "left after run 1");
    EXPECT_EQ(sink.progress().pruned, 2);
    EXPECT_EQ(sink.progress().failed, 0);
    close(sink);
  }
  const ResultSet results = read_result_file(result_file_);
  ASSERT_EQ(statuses(results.rows), "a pruned; b pruned; ");
  EXPECT_TRUE(results.rows[0].epochs.empty()) << "it was never trained";
  ASSERT_EQ(results.rows[1].epochs.size(), 2u);
  EXPECT_EQ(results.rows[1].epochs[1].val_acc, 0.25);
  EXPECT_EQ(results.rows[1].result.reason, "left after epoch 2");
  const JournalContents journal = read_journal(result_file_);
  ASSERT_EQ(journal.paused.size(), 1u) << "b has a row now";
  EXPECT_EQ(journal.paused.count("c"), 1u);
  ASSERT_EQ(journal.decisions.size(), 1u);
  EXPECT_EQ(journal.decisions[0].places[1].error, 20.0);
}

TEST_F(ResultSinkTest, APrunedTrialsCheckpointGoesOnceItsRowIsDurable) {
  const std::string folder = checkpoints_path(result_file_);
  std::filesystem::create_directories(folder);
  for (const char* name : {"b.1234.2-0-0.replica", "c.1234.2-0-0.replica"})
    write_text(folder + "/" + name, "");
  ResultSink sink = start();
  sink.pruned(b_, "left after epoch 2");
  EXPECT_EQ(keys_with_checkpoint(result_file_).count("b"), 1u);
  while (!sink.all_is_durable()) sink.tick();
  EXPECT_EQ(keys_with_checkpoint(result_file_), Keys{"c"});
}

TEST_F(ResultSinkTest, WhatPausedIsKnownToTheNextStart) {
  {
    ResultSink sink = start();
    sink.started({1, {b_}, 2}, 1);
    TrialOutcome paused = outcome(status::kPaused, 2);
    paused.epochs[1].val_acc = 0.25;
    sink.paused(b_, paused);
    sink.finished(a_, outcome(status::kDone, 3));
    close(sink);
  }
  ResultSink sink = start();
  ASSERT_TRUE(sink.recorded("b"));
  EXPECT_EQ(sink.recorded("b")->result.status, status::kPaused);
  EXPECT_EQ(sink.recorded("b")->epochs.at(1).val_acc, 0.25);
  EXPECT_EQ(sink.recorded("a")->result.status, status::kDone);
  EXPECT_FALSE(sink.recorded("c"));
  EXPECT_EQ(sink.progress().epochs_left, 5 - 2 + 7);
  sink.pruned(b_, "left after epoch 2");
  sink.tick();
  EXPECT_EQ(sink.recorded("b")->result.status, status::kPruned);
}

TEST_F(ResultSinkTest, ARefusingDiskPausesTheSweepUntilItTakesResultsAgain) {
  ResultSink sink = start();
  EXPECT_TRUE(sink.can_keep_more());
  sink.finished(a_, outcome(status::kDone));
  {
    const FailingDisk disk(1, ENOSPC);
    sink.tick();
    EXPECT_TRUE(disk.has_failed());
  }
  EXPECT_FALSE(sink.can_keep_more());
  EXPECT_FALSE(std::filesystem::exists(result_file_));
  sink.finished(b_, outcome(status::kDone));
  while (!sink.can_keep_more()) sink.tick();
  EXPECT_EQ(statuses(read_journal(result_file_).rows), "a done; b done; ");
  EXPECT_EQ(statuses(read_result_file(result_file_).rows), "a done; b done; ");
}

// Whichever of the calls that keep results fails: those for the journal, then those for the result file.
TEST_F(ResultSinkTest, ClosingGivesUpWhenToldToAndLosesNothing) {
  int refusals = 0;
  for (int nth = 1;; ++nth) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    ResultSink sink = start();
    sink.finished(a_, outcome(status::kDone));
    {
      const FailingDisk disk(nth, EIO);
      const std::string error = complaint([&] { close(sink); });
      if (!disk.has_failed()) break;
      EXPECT_TRUE(contains(error, "not all results were written")) << nth << error;
      EXPECT_TRUE(contains(error, folder_.string())) << error;
      ++refusals;
    }
    EXPECT_FALSE(sink.can_keep_more());
    close(sink);
    EXPECT_TRUE(sink.can_keep_more());
    EXPECT_EQ(statuses(read_journal(result_file_).rows), "a done; ");
    EXPECT_EQ(statuses(read_result_file(result_file_).rows), "a done; ");
  }
  EXPECT_GE(refusals, 5);
}

TEST_F(ResultSinkTest, ClosingTriesAgainUntilTheDiskTakesResults) {
  ResultSink sink = start();
  sink.finished(a_, outcome(status::kDone));
  const FailingDisk disk(1, ENOSPC);
  int asked = 0;
  sink.close([&] {
    ++asked;
    return false;
  });
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(statuses(read_result_file(result_file_).rows), "a done; ");
}

}  // namespace
}  // namespace friendly
