#include <gtest/gtest.h>

#include <cerrno>

#include "core/AtomicFile.hpp"
#include "results/FailingDisk.hpp"
#include "results/Journal.hpp"
#include "results/ResultFile.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

class JournalFault : public InFolder, public ::testing::WithParamInterface<int> {
 protected:
  // Calls `action` until it succeeds, as a coordinator that waits for room on the disk does, and counts the
  // failures.
  template <class Action>
  void persist(Action action) {
    while (true) {
      const std::string error = complaint(action);
      if (error.empty()) return;
      EXPECT_TRUE(contains(error, ".journal")) << error;
      ++failures_;
    }
  }
  int failures_ = 0;
};

// A short sweep whose disk goes bad after the journal was opened: each call fails once, one per round.
TEST_P(JournalFault, LosesNothingWhicheverCallFails) {
  const std::vector<TrialRow> rows = awkward_results().rows;
  for (int nth = 1;; ++nth) {
    std::filesystem::remove(journal_path(result_file_));
    bool reached = false;
    {
      Journal journal = Journal::open(result_file_, sample_info()).journal;
      const FailingDisk disk(nth, GetParam());
      failures_ = 0;
      for (const TrialRow& row : rows) {
        journal.start({row.trial.key}, 1, 1, 0);
        persist([&] { journal.flush(); });
        for (const EpochRecord& epoch : row.epochs) journal.progress(row.trial.key, epoch);
        journal.finish(row);
        persist([&] { journal.sync(); });
      }
      reached = disk.has_failed();
      EXPECT_EQ(failures_, reached ? 1 : 0);
    }
    EXPECT_EQ(texts_of(read_journal(result_file_).rows), texts_of(rows)) << "call " << nth;
    EXPECT_TRUE(read_journal(result_file_).running.empty());
    if (!reached) {
      EXPECT_GT(nth, 6);
      break;
    }
  }
}

// When creating a journal fails (writing the lock or the journal, its sync or its rename), nothing is left
// behind; when resuming one fails, it stays as it was.
TEST_P(JournalFault, OpeningFailsCleanly) {
  for (int nth = 1; nth <= 4; ++nth) {
    const FailingDisk disk(nth, GetParam());
    EXPECT_NE(complaint([&] { Journal::open(result_file_, sample_info()); }), "") << nth;
    EXPECT_EQ(files(), 0u) << nth;
  }

  Journal::open(result_file_, sample_info());
  const std::string before = read_file(journal_path(result_file_));
  SweepInfo info = sample_info();
  info.command_line = "another";
  for (int nth = 1; nth <= 3; ++nth) {
    const FailingDisk disk(nth, GetParam());
    EXPECT_NE(complaint([&] { Journal::open(result_file_, info); }), "") << nth;
    EXPECT_EQ(read_file(journal_path(result_file_)).substr(0, before.size()), before);
  }
  EXPECT_EQ(Journal::open(result_file_, info).contents.info.command_line, "another");
}

TEST_P(JournalFault, TheOldResultFileStaysWhenTheNewOneCannotBeWritten) {
  ResultSet results = awkward_results();
  write_result_file(result_file_, results);
  const std::string before = read_file(result_file_);
  results.rows.pop_back();
  const char* const complaints[] = {"cannot write", "cannot sync", "cannot replace"};
  for (int nth = 1; nth <= 3; ++nth) {
    const FailingDisk disk(nth, GetParam());
    EXPECT_TRUE(contains(complaint([&] { write_result_file(result_file_, results); }), complaints[nth - 1]));
    EXPECT_EQ(read_file(result_file_), before);
    EXPECT_EQ(files(), 1u);
  }
  write_result_file(result_file_, results);
  EXPECT_EQ(texts_of(read_result_file(result_file_).rows), texts_of(results.rows));
}

INSTANTIATE_TEST_SUITE_P(Reasons, JournalFault, ::testing::Values(ENOSPC, EIO));

}  // namespace
}  // namespace friendly
