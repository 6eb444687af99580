#include <H5Cpp.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>

#include "results/FailingDisk.hpp"
#include "results/Journal.hpp"
#include "results/JournalSegments.hpp"
#include "results/ResultFile.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

constexpr unsigned kHandles = H5F_OBJ_FILE | H5F_OBJ_DATASET | H5F_OBJ_GROUP | H5F_OBJ_ATTR;

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
  std::vector<std::string> row_texts() const {
    Journal::Opened opened = Journal::open(result_file_, sample_info());
    std::vector<std::string> texts;
    for (const RowSummary& row : opened.contents.rows) texts.push_back(text_of(opened.journal.read(row)));
    return texts;
  }
  int failures_ = 0;
};

// A short sweep whose disk goes bad after the journal was opened: each call fails once, one per round.
TEST_P(JournalFault, LosesNothingWhicheverCallFails) {
  const std::vector<TrialRow> rows = awkward_results().rows;
  for (int nth = 1;; ++nth) {
    std::filesystem::remove_all(journal_path(result_file_));
    bool reached = false;
    {
      Journal journal = Journal::open(result_file_, sample_info()).journal;
      const FailingDisk disk(nth, GetParam());
      failures_ = 0;
      for (const TrialRow& row : rows) {
        journal.start({row.trial.key}, 1, 0);
        persist([&] { journal.flush(); });
        journal.finish(row);
        persist([&] { journal.sync(); });
      }
      reached = disk.has_failed();
      EXPECT_EQ(failures_, reached ? 1 : 0);
    }
    EXPECT_TRUE(read_journal(result_file_).running.empty());
    EXPECT_EQ(row_texts(), texts_of(rows)) << "call " << nth;
    if (!reached) {
      EXPECT_GT(nth, 6);
      break;
    }
  }
}

// Whichever call fails (those for the lock, then those for the segment), nothing is left behind that was not
// there before.
TEST_P(JournalFault, OpeningFailsCleanly) {
  for (const std::size_t segments : {0u, 1u}) {
    const std::size_t before = files();
    int nth = 1;
    for (bool reached = true; reached; ++nth) {
      const FailingDisk disk(nth, GetParam());
      const std::string error = complaint([&] { Journal::open(result_file_, sample_info()); });
      reached = disk.has_failed();
      EXPECT_EQ(error.empty(), !reached) << nth;
      if (!reached) break;
      EXPECT_EQ(files(), before) << nth << error;
      EXPECT_EQ(segments_of(journal_path(result_file_)).size(), segments) << nth;
    }
    EXPECT_GT(nth, 4);
  }
}

// Whichever call fails, those in the middle of HDF5's work among them: HDF5 keeps nothing open. The file is
// old or new, but always whole.
TEST_P(JournalFault, TheOldResultFileStaysWhenTheNewOneCannotBeWritten) {
  const ResultSet small = awkward_results();
  ResultSet large = small;
  for (int i = 0; i < 1000; ++i) large.rows.push_back(sample_row("row" + std::to_string(i), i, 10));
  write_result_file(result_file_, small);
  const std::string before = read_file(result_file_);
  int refusals = 0;
  while (true) {
    const FailingDisk disk(refusals + 1, GetParam());
    const std::string error = complaint([&] { write_result_file(result_file_, large); });
    EXPECT_EQ(H5Fget_obj_count(static_cast<hid_t>(H5F_OBJ_ALL), kHandles), 0) << refusals;
    EXPECT_EQ(files(), 1u);
    if (!disk.has_failed()) break;
    ++refusals;
    EXPECT_TRUE(contains(error, std::strerror(GetParam()))) << refusals << error;
    if (contains(error, "cannot sync " + folder_.string() + " ")) continue;  // it is replaced by then
    EXPECT_TRUE(read_file(result_file_) == before) << refusals;
  }
  EXPECT_GT(refusals, 6);
  EXPECT_EQ(texts_of(read_result_file(result_file_).rows), texts_of(large.rows));
}

TEST_P(JournalFault, AResultFileThatCannotBeReadIsAnErrorOfTheDisk) {
  write_result_file(result_file_, awkward_results());
  const FailingReads reads(GetParam());
  const std::string error = complaint([&] { read_result_file(result_file_); });
  EXPECT_TRUE(contains(error, "cannot read " + result_file_)) << error;
  EXPECT_TRUE(contains(error, std::strerror(GetParam()))) << error;
}

INSTANTIATE_TEST_SUITE_P(Reasons, JournalFault, ::testing::Values(ENOSPC, EIO));

}  // namespace
}  // namespace friendly
