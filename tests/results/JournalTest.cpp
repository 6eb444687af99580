#include <gtest/gtest.h>
#include <sys/wait.h>

#include <thread>

#include "results/Journal.hpp"
#include "results/JournalSegments.hpp"
#include "results/ProgressFile.hpp"
#include "results/ResultFile.hpp"
#include "results/Samples.hpp"
#include "results/SweepCheck.hpp"

namespace friendly {
namespace {

class JournalTest : public InFolder {
 protected:
  const std::string path_ = result_file_ + ".journal";
  const std::string first_ = path_ + "/000001", second_ = path_ + "/000002";

  Journal::Opened open(const SweepInfo& info = sample_info()) const {
    return Journal::open(result_file_, info);
  }
  void write_rows(const std::vector<TrialRow>& rows) const {
    Journal journal = open().journal;
    for (const TrialRow& row : rows) journal.finish(row);
    journal.sync();
  }
  // All rows, in full. Opening begins a segment.
  std::vector<std::string> row_texts() const {
    Journal::Opened opened = open();
    std::vector<std::string> texts;
    for (const RowSummary& row : opened.contents.rows) texts.push_back(text_of(opened.journal.read(row)));
    return texts;
  }
  std::string keys() const {
    std::string text;
    for (const RowSummary& row : read_journal(result_file_).rows) text += row.key + " ";
    return text;
  }
  void flip_byte(const std::string& file, std::size_t at) const {
    std::string bytes = read_file(file);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    write_text(file, bytes);
  }
  std::string open_complaint(const SweepInfo& info = sample_info()) const {
    return complaint([&] { open(info); });
  }
  TrialHistory history(const std::string& key) const { return open().contents.histories.at(key); }
};

TEST_F(JournalTest, KeepsEveryValue) {
  const ResultSet results = awkward_results();
  write_rows(results.rows);
  EXPECT_EQ(to_json(read_journal(result_file_).info), to_json(results.info));
  EXPECT_EQ(row_texts(), texts_of(results.rows));
}

TEST_F(JournalTest, ARowCanBeReadOnceItIsFlushed) {
  Journal journal = open().journal;
  const TrialRow row = sample_row("aaaa", 1, 5);
  journal.finish(sample_row("bbbb", 2, 1));
  const RowSummary summary = journal.finish(row);
  journal.flush();
  EXPECT_EQ(text_of(journal.read(summary)), text_of(row));
  EXPECT_TRUE(journal.read(summary, false).epochs.empty());
}

TEST_F(JournalTest, EachStartBeginsASegmentAndLeavesTheOthersAlone) {
  write_rows({sample_row("aaaa", 1, 1)});
  const std::string before = read_file(first_);
  SweepInfo info = sample_info();
  info.command_line = "friendly sweep again";
  info.dataset_origins["convex"] = "files of its authors";
  {
    Journal journal = open(info).journal;
    journal.finish(sample_row("bbbb", 2, 1));
    journal.sync();
  }
  EXPECT_EQ(read_file(first_), before);
  EXPECT_EQ(keys(), "aaaa bbbb ");
  EXPECT_EQ(to_json(read_journal(result_file_).info), to_json(info));
  EXPECT_EQ(segments_of(path_), (std::vector<std::int64_t>{1, 2}));
}

TEST_F(JournalTest, ReportsWhatIsRunning) {
  Journal journal = open().journal;
  journal.start({"cccc", "aaaa"}, 2, 100.5);
  journal.start({"bbbb"}, 1, 101);
  journal.start({"bbbb"}, 1, 102);
  journal.finish(sample_row("cccc", 3, 2));
  journal.flush();
  const JournalContents contents = read_journal(result_file_);
  ASSERT_EQ(contents.rows.size(), 1u);
  ASSERT_EQ(contents.running.size(), 2u);
  EXPECT_EQ(contents.running[0].key, "aaaa");
  EXPECT_EQ(contents.running[0].rank, 2);
  EXPECT_EQ(contents.running[0].start, 100.5);
  EXPECT_EQ(contents.running[1].key, "bbbb");
  EXPECT_EQ(contents.running[1].attempt, 2);
}

TEST_F(JournalTest, ARetriedTrialHasOneRowItsLast) {
  TrialRow failed = sample_row("aaaa", 1, 0);
  failed.result.status = status::kFailed;
  write_rows({failed, sample_row("bbbb", 2, 0)});
  write_rows({sample_row("aaaa", 1, 2)});
  EXPECT_EQ(row_texts(), texts_of({sample_row("aaaa", 1, 2), sample_row("bbbb", 2, 0)}));
}

// An attempt that ran when its coordinator vanished is lost; one that was stopped is not.
TEST_F(JournalTest, CountsAttemptsAndLossesOverAllStarts) {
  for (int crash = 1; crash <= 2; ++crash) {
    Journal journal = open().journal;
    journal.start({"aaaa"}, 1, 0);
    journal.flush();
  }
  EXPECT_EQ(history("aaaa").attempts, 2);
  EXPECT_EQ(history("aaaa").losses, 2);
  {
    Journal journal = open().journal;
    journal.start({"aaaa"}, 1, 0);
    journal.stop();
    journal.flush();
  }
  EXPECT_EQ(history("aaaa").attempts, 3);
  EXPECT_EQ(history("aaaa").losses, 2);
  {
    Journal journal = open().journal;
    journal.start({"aaaa"}, 1, 0);
    journal.lost({"aaaa"});
    journal.start({"aaaa"}, 2, 0);
    journal.returned({"aaaa"});
    journal.flush();
  }
  EXPECT_EQ(history("aaaa").attempts, 5);
  EXPECT_EQ(history("aaaa").losses, 3);
}

TEST_F(JournalTest, ATrialThatGetsFurtherStartsAfresh) {
  for (int crash = 1; crash <= 2; ++crash) {
    Journal journal = open().journal;
    journal.start({"aaaa"}, 1, 0);
    if (crash == 2) journal.reached("aaaa", 7);
    journal.flush();
  }
  EXPECT_EQ(history("aaaa").losses, 0);
  EXPECT_EQ(history("aaaa").reached, 7);
}

// The journal has the first epoch of an attempt only; what followed is known from the progress file, and is
// remembered when that is gone.
TEST_F(JournalTest, TakesTheFurthestEpochFromTheProgressFile) {
  {
    Journal journal = open().journal;
    journal.start({"aaaa", "bbbb"}, 1, 0);
    journal.reached("aaaa", 0);
    journal.flush();
    SweepProgress progress;
    progress.running["aaaa"].attempt = 1;
    progress.running["aaaa"].last.emplace().epoch = 12;
    progress.running["bbbb"].attempt = 7;  // not the one that is known
    progress.running["bbbb"].last.emplace().epoch = 12;
    write_progress(path_, progress);
  }
  {
    Journal::Opened opened = open();
    EXPECT_EQ(opened.contents.histories.at("aaaa").reached, 12);
    EXPECT_EQ(opened.contents.histories.at("bbbb").losses, 1);
    opened.journal.flush();
  }
  EXPECT_EQ(history("aaaa").reached, 12);
  EXPECT_EQ(history("aaaa").losses, 0);
}

TEST_F(JournalTest, ARetriedTrialGoesOnCountingAttempts) {
  TrialRow failed = sample_row("aaaa", 1, 0);
  failed.result.attempts = 4;
  write_rows({failed});
  EXPECT_EQ(open().contents.histories.count("aaaa"), 0u);
  {
    Journal journal = open().journal;
    journal.start({"aaaa"}, 1, 0);
    journal.flush();
  }
  EXPECT_EQ(history("aaaa").attempts, 5);
}

TEST_F(JournalTest, ATornEndIsIgnoredAndNothingIsAppendedToIt) {
  write_rows({sample_row("aaaa", 1, 2), sample_row("bbbb", 2, 1)});
  const std::size_t whole = std::filesystem::file_size(first_);
  std::filesystem::resize_file(first_, whole - 1);
  EXPECT_EQ(keys(), "aaaa ");
  write_rows({sample_row("cccc", 3, 1)});
  EXPECT_EQ(std::filesystem::file_size(first_), whole - 1);
  EXPECT_EQ(row_texts(), texts_of({sample_row("aaaa", 1, 2), sample_row("cccc", 3, 1)}));
}

// The body lies at the record's end.
TEST_F(JournalTest, ADamagedRecordCostsItsTrialOnly) {
  write_rows({sample_row("aaaa", 1, 2), sample_row("bbbb", 2, 1), sample_row("cccc", 3, 1)});
  const RowPlace place = read_journal(result_file_).rows[1].place;
  flip_byte(first_, place.offset + place.size - 1);
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(row_texts(), texts_of({sample_row("aaaa", 1, 2), sample_row("cccc", 3, 1)}));
  const std::string warning = ::testing::internal::GetCapturedStdout();
  EXPECT_TRUE(contains(warning, first_)) << warning;
  EXPECT_TRUE(contains(warning, "from byte " + std::to_string(place.offset))) << warning;
}

TEST_F(JournalTest, AJournalWithoutItsBeginningIsRefused) {
  write_rows({sample_row("aaaa", 1, 0)});
  flip_byte(first_, 30);
  EXPECT_TRUE(contains(open_complaint(), first_ + " is not the beginning of a journal"));
  EXPECT_TRUE(contains(complaint([&] { keys(); }), first_));
}

TEST_F(JournalTest, RecordsOfUnknownKindsAreRefused) {
  write_rows({});
  write_text(first_, read_file(first_) + frame_of({{"novelty", 1}}));
  const std::string error = open_complaint();
  EXPECT_TRUE(contains(error, "\"novelty\" are unknown")) << error;
  EXPECT_TRUE(contains(error, "use the version of friendly that wrote it")) << error;
}

TEST_F(JournalTest, AnotherSweepIsRefusedWithTheDifference) {
  write_rows({sample_row("aaaa", 1, 0)});
  SweepInfo other = sample_info();
  other.points_digest = "fedcba";
  other.sweep_file = "large.toml";
  other.points = 99;
  const std::string points = open_complaint(other);
  EXPECT_TRUE(contains(points, "made from größe.toml (points: 3)")) << points;
  EXPECT_TRUE(contains(points, "this sweep is large.toml (points: 99)")) << points;

  other = sample_info();
  other.dataset_checksums["fashion"] = "beef";
  EXPECT_TRUE(contains(open_complaint(other), "data set fashion was f00d and is now beef"));
  EXPECT_EQ(segments_of(path_).size(), 1u);
}

TEST_F(JournalTest, ANewerSchemaIsRefused) {
  nlohmann::json info = to_json(sample_info());
  info["schema_version"] = 99;
  std::filesystem::create_directory(path_);
  write_text(first_, frame_of({{"header", info}}));
  EXPECT_TRUE(contains(open_complaint(), "schema version 99 cannot be read")) << open_complaint();
  EXPECT_TRUE(contains(complaint([&] { keys(); }), first_));
}

TEST_F(JournalTest, AJournalOfVersion010IsRefusedWithAdvice) {
  write_text(path_, "12345678 {}\n");
  for (const std::string& error : {open_complaint(), complaint([&] { keys(); })}) {
    EXPECT_TRUE(contains(error, "version 0.1.0")) << error;
    EXPECT_TRUE(contains(error, "--restart")) << error;
  }
  EXPECT_EQ(read_file(path_), "12345678 {}\n");
  Journal::open(result_file_, sample_info(), Journal::OpenMode::restart);
  EXPECT_EQ(read_file(result_file_ + ".previous.1.journal"), "12345678 {}\n");
}

TEST_F(JournalTest, EveryRestartKeepsWhatThereWas) {
  for (const char* key : {"aaaa", "bbbb", "cccc"}) {
    Journal journal = Journal::open(result_file_, sample_info(), Journal::OpenMode::restart).journal;
    journal.finish(sample_row(key, 1, 0));
    journal.sync();
    write_text(result_file_, key);
    std::filesystem::create_directory(classifiers_path(result_file_));
  }
  const std::string first = result_file_ + ".previous.1", second = result_file_ + ".previous.2";
  EXPECT_EQ(read_file(first), "aaaa");
  EXPECT_EQ(read_file(second), "bbbb");
  EXPECT_EQ(read_file(result_file_), "cccc");
  for (const std::string& file : {first, second, result_file_})
    EXPECT_TRUE(std::filesystem::exists(classifiers_path(file))) << file;
  EXPECT_EQ(read_journal(first).rows.at(0).key, "aaaa");
  EXPECT_EQ(read_journal(second).rows.at(0).key, "bbbb");
  EXPECT_EQ(keys(), "cccc ");
}

// A backup of which only one half is left still has its number.
TEST_F(JournalTest, ARestartTakesANumberThatNeitherFileHas) {
  write_rows({});
  write_text(result_file_ + ".previous.1", "results");
  std::filesystem::create_directory(result_file_ + ".previous.2.journal");
  Journal::open(result_file_, sample_info(), Journal::OpenMode::restart);
  EXPECT_FALSE(std::filesystem::exists(result_file_ + ".previous.1.journal"));
  EXPECT_TRUE(std::filesystem::exists(result_file_ + ".previous.3.journal"));
}

TEST_F(JournalTest, AnythingAtAResultFileKeepsItFromBeingReplaced) {
  check_is_free(result_file_, false);
  write_text(result_file_, "results");
  const std::string error = complaint([&] { check_is_free(result_file_, false); });
  EXPECT_TRUE(contains(error, result_file_ + " exists already")) << error;
  EXPECT_TRUE(contains(error, "--force")) << error;
  EXPECT_TRUE(contains(complaint([&] { check_is_free(result_file_, true); }), "it is not a result file"));
  write_text(result_file_, "\x89HDF and so on");
  check_is_free(result_file_, true);
}

TEST_F(JournalTest, NothingReplacesASweepsResultFile) {
  write_rows({sample_row("aaaa", 1, 0)});
  for (const bool may_replace : {false, true}) {
    const std::string error = complaint([&] { check_is_free(result_file_, may_replace); });
    EXPECT_TRUE(contains(error, "belongs to a sweep (its journal is " + path_ + ")")) << error;
  }
}

TEST_F(JournalTest, AResultFileWithoutItsJournalIsNotReplaced) {
  write_result_file(result_file_, awkward_results());
  EXPECT_TRUE(contains(open_complaint(), "has no journal"));
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_TRUE(contains(complaint([&] { keys(); }), path_));
}

// Points that use one of them may come back with their rows.
TEST_F(JournalTest, ChecksumsOfEarlierDataSetsAreKept) {
  SweepInfo both = sample_info(), one = sample_info();
  both.dataset_checksums = {{"convex", "c1"}, {"fashion", "f1"}};
  one.dataset_checksums = {{"fashion", "f1"}};
  Journal::open(result_file_, both);
  Journal::open(result_file_, one, Journal::OpenMode::add);
  both.dataset_checksums["convex"] = "c2";
  const std::string error = complaint([&] { Journal::open(result_file_, both, Journal::OpenMode::add); });
  EXPECT_TRUE(contains(error, "the checksum of data set convex was c1 and is now c2")) << error;
}

// A point that is gone may come back.
TEST_F(JournalTest, RowsOfPointsThatAreGoneAreKeptApart) {
  write_rows({sample_row("aaaa", 1, 0), sample_row("bbbb", 1, 0)});
  const auto keep = [&](const std::vector<std::string>& points) {
    std::vector<Trial> trials;
    for (const std::string& key : points) trials.push_back(sample_row(key, 1, 0).trial);
    Journal::Opened opened = Journal::open(result_file_, sample_info(), Journal::OpenMode::add);
    opened.keep_points(trials);
    opened.journal.sync();
  };
  keep({"bbbb", "cccc"});
  EXPECT_EQ(keys(), "bbbb ");
  ASSERT_EQ(read_journal(result_file_).dropped.size(), 1u);
  EXPECT_EQ(read_journal(result_file_).dropped[0].key, "aaaa");
  EXPECT_EQ(open().contents.rows.size(), 1u) << "resuming does not change that";
  keep({"aaaa", "bbbb"});
  EXPECT_TRUE(contains(keys(), "aaaa "));
  EXPECT_TRUE(read_journal(result_file_).dropped.empty());
}

// A coordinator that stalled while another took over must notice, whatever became of the lock.
TEST_F(JournalTest, ASupersededCoordinatorMustStop) {
  Journal first = open().journal;
  first.start({"aaaa"}, 1, 0);
  first.hold();
  std::filesystem::remove(result_file_ + ".lock");
  std::optional<Journal::Opened> second = open();
  const std::string claim = read_file(result_file_ + ".lock");
  EXPECT_THROW(first.hold(), Superseded);
  first.finish(sample_row("aaaa", 1, 1));
  first.sync();  // into its own segment
  second->journal.finish(sample_row("bbbb", 2, 1));
  second->journal.sync();
  EXPECT_EQ(read_file(result_file_ + ".lock"), claim);
  second.reset();
  EXPECT_EQ(row_texts(), texts_of({sample_row("aaaa", 1, 1), sample_row("bbbb", 2, 1)}));
}

TEST_F(JournalTest, TheNextSegmentAloneTellsThatAnotherHasTakenOver) {
  Journal journal = open().journal;
  write_text(second_, "");
  EXPECT_TRUE(contains(complaint([&] { journal.hold(); }), "another coordinator has taken over"));
}

TEST_F(JournalTest, RemovesWhatAKilledCoordinatorHadHalfWritten) {
  write_rows({sample_row("aaaa", 1, 0)});
  const std::vector<std::string> ours = {result_file_ + ".4711.tmp", first_ + ".host.4711.tmp",
                                         path_ + "/progress.tmp", path_ + "/progress"};
  const std::vector<std::string> others = {result_file_ + ".lock.host.4711.tmp", (folder_ / "a.tmp").string(),
                                           result_file_ + ".txt"};
  for (const std::string& file : ours) write_text(file, "half");
  for (const std::string& file : others) write_text(file, "whole");
  write_rows({});
  for (const std::string& file : ours) EXPECT_FALSE(std::filesystem::exists(file)) << file;
  for (const std::string& file : others) EXPECT_TRUE(std::filesystem::exists(file)) << file;
}

TEST_F(JournalTest, CanBeReadWhileItIsWritten) {
  Journal journal = open().journal;
  std::size_t seen = 0;
  std::thread reader([&] {
    while (seen < 200) {
      const std::size_t now = read_journal(result_file_).rows.size();
      EXPECT_GE(now, seen);
      seen = now;
    }
  });
  for (int i = 0; i < 200; ++i) {
    journal.finish(sample_row(std::to_string(i), i, 3));
    journal.flush();
  }
  reader.join();
  EXPECT_EQ(seen, 200u);
}

}  // namespace
}  // namespace friendly
