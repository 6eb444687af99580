#include <gtest/gtest.h>

#include <thread>

#include "core/Digest.hpp"
#include "results/Journal.hpp"
#include "results/ResultFile.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

// Reading is tried at every byte, opening (which locks and syncs) at one in this many.
constexpr std::size_t kOpenEvery = 16;

class JournalTest : public InFolder {
 protected:
  const std::string path_ = result_file_ + ".journal";

  void write_rows(const std::vector<TrialRow>& rows) const {
    Journal journal = Journal::open(result_file_, sample_info()).journal;
    for (const TrialRow& row : rows) journal.finish(row);
    journal.sync();
  }
  // In place: rewriting the file would cost a sync.
  void flip_byte(std::size_t at) const {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.peek() ^ 1);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }
  std::string open_complaint(const SweepInfo& info = sample_info()) const {
    return complaint([&] { Journal::open(result_file_, info); });
  }
};

// The format as Journal.hpp states it, read with nothing of ours but the CRC.
TEST_F(JournalTest, EveryLineIsAChecksumAndARecord) {
  write_rows({sample_row("aaaa", 1, 2)});
  std::istringstream lines(read_file(path_));
  std::string checksum, kinds;
  for (std::string line; lines >> checksum && lines.ignore(1) && std::getline(lines, line);) {
    EXPECT_EQ(std::stoul(checksum, nullptr, 16), crc32_of(line));
    kinds += nlohmann::json::parse(line).at("record").get<std::string>() + " ";
  }
  EXPECT_EQ(kinds, "header trial ");
}

TEST_F(JournalTest, KeepsEveryValue) {
  const ResultSet results = awkward_results();
  write_rows(results.rows);
  const JournalContents contents = read_journal(result_file_);
  EXPECT_EQ(texts_of(contents.rows), texts_of(results.rows));
  EXPECT_EQ(to_json(contents.info), to_json(results.info));
}

TEST_F(JournalTest, ReplacesBytesThatAreNotUtf8) {
  TrialRow row = sample_row("aaaa", 1, 0);
  row.result.reason = "bad byte \xff here";
  write_rows({row});
  EXPECT_EQ(read_journal(result_file_).rows.at(0).result.reason, "bad byte \xef\xbf\xbd here");
}

TEST_F(JournalTest, ReportsWhatIsRunning) {
  Journal journal = Journal::open(result_file_, sample_info()).journal;
  journal.start({"cccc", "aaaa"}, 2, 1, 100.5);
  journal.start({"bbbb"}, 1, 3, 101);
  journal.progress("aaaa", sample_row("aaaa", 1, 2).epochs[0]);
  journal.progress("aaaa", sample_row("aaaa", 1, 2).epochs[1]);
  journal.finish(sample_row("cccc", 3, 2));
  journal.flush();
  const JournalContents contents = read_journal(result_file_);
  ASSERT_EQ(contents.rows.size(), 1u);
  ASSERT_EQ(contents.running.size(), 2u);
  EXPECT_EQ(contents.running[0].key, "aaaa");
  EXPECT_EQ(contents.running[0].rank, 2);
  EXPECT_EQ(contents.running[0].start, 100.5);
  EXPECT_EQ(contents.running[0].progress->epoch, 1);
  EXPECT_EQ(contents.running[1].key, "bbbb");
  EXPECT_EQ(contents.running[1].attempt, 3);
  EXPECT_FALSE(contents.running[1].progress.has_value());
}

TEST_F(JournalTest, ARetriedTrialHasOneRowItsLast) {
  TrialRow failed = sample_row("aaaa", 1, 0);
  failed.result.status = status::kFailed;
  write_rows({failed, sample_row("bbbb", 2, 0)});
  {
    Journal journal = Journal::open(result_file_, sample_info()).journal;
    journal.start({"aaaa"}, 1, 2, 0);
    journal.finish(sample_row("aaaa", 1, 2));
    journal.sync();
  }
  EXPECT_EQ(texts_of(read_journal(result_file_).rows),
            texts_of({sample_row("aaaa", 1, 2), sample_row("bbbb", 2, 0)}));
}

TEST_F(JournalTest, ResumesAndRecordsAnotherCommandLine) {
  write_rows({sample_row("aaaa", 1, 1)});
  SweepInfo info = sample_info();
  info.command_line = "friendly sweep again";
  {
    Journal::Opened opened = Journal::open(result_file_, info);
    EXPECT_EQ(texts_of(opened.contents.rows), texts_of({sample_row("aaaa", 1, 1)}));
    opened.journal.finish(sample_row("bbbb", 2, 1));
    opened.journal.sync();
  }
  const JournalContents contents = read_journal(result_file_);
  EXPECT_EQ(texts_of(contents.rows), texts_of({sample_row("aaaa", 1, 1), sample_row("bbbb", 2, 1)}));
  EXPECT_EQ(contents.info.command_line, "friendly sweep again");
}

TEST_F(JournalTest, RecordsAnotherOriginOfTheSameData) {
  write_rows({sample_row("aaaa", 1, 1)});
  SweepInfo info = sample_info();
  info.dataset_origins["convex"] = "files of its authors";
  EXPECT_EQ(Journal::open(result_file_, info).contents.rows.size(), 1u);
  EXPECT_EQ(read_journal(result_file_).info.dataset_origins, info.dataset_origins);
}

TEST_F(JournalTest, ATearAnywhereInTheLastRecordKeepsAllBefore) {
  const std::vector<TrialRow> kept = {sample_row("aaaa", 1, 2), sample_row("bbbb", 2, 1)};
  write_rows(kept);
  const std::size_t before = std::filesystem::file_size(path_);
  write_rows({sample_row("cccc", 3, 1)});
  const std::string whole = read_file(path_);
  for (std::size_t size = whole.size() - 1; size >= before; --size) {
    std::filesystem::resize_file(path_, size);
    ASSERT_EQ(texts_of(read_journal(result_file_).rows), texts_of(kept)) << size;
    ASSERT_EQ(std::filesystem::file_size(path_), size) << "a reader changed the file";
    if (size % kOpenEvery != 0) continue;
    write_rows({});
    ASSERT_EQ(std::filesystem::file_size(path_), before) << size;
    write_rows({sample_row("dddd", 4, 1)});
    ASSERT_EQ(texts_of(read_journal(result_file_).rows),
              texts_of({kept[0], kept[1], sample_row("dddd", 4, 1)}))
        << size;
    write_text(path_, whole);
  }
}

TEST_F(JournalTest, AnyFlippedByteBeforeTheLastRecordIsRefusedWithItsLine) {
  write_rows({sample_row("aaaa", 1, 0), sample_row("bbbb", 2, 0), sample_row("cccc", 3, 0)});
  const std::string whole = read_file(path_);
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  std::size_t line = 1;
  for (std::size_t at = 0; at + 1 < last; ++at) {
    flip_byte(at);
    const std::string place = path_ + ":" + std::to_string(line) + ": ";
    ASSERT_TRUE(contains(complaint([&] { read_journal(result_file_); }), place)) << at;
    if (at % kOpenEvery == 0) {
      ASSERT_TRUE(contains(open_complaint(), place)) << at;
    }
    flip_byte(at);
    if (whole[at] == '\n') ++line;
  }
  EXPECT_EQ(line, 3u);
  EXPECT_EQ(read_file(path_), whole);
}

TEST_F(JournalTest, AFlippedByteInTheLastRecordCostsThatRecordOnly) {
  write_rows({sample_row("aaaa", 1, 0), sample_row("bbbb", 2, 0)});
  const std::string whole = read_file(path_);
  const std::vector<std::string> kept = texts_of({sample_row("aaaa", 1, 0)});
  for (std::size_t at = whole.rfind('\n', whole.size() - 2) + 1; at < whole.size(); ++at) {
    flip_byte(at);
    ASSERT_EQ(texts_of(read_journal(result_file_).rows), kept) << at;
    flip_byte(at);
    if (at % kOpenEvery != 0) continue;
    flip_byte(at);
    ASSERT_EQ(texts_of(Journal::open(result_file_, sample_info()).contents.rows), kept) << at;
    write_text(path_, whole);
  }
}

TEST_F(JournalTest, AnotherSweepIsRefusedWithTheDifference) {
  write_rows({sample_row("aaaa", 1, 0)});
  const std::string before = read_file(path_);
  SweepInfo other = sample_info();
  other.points_digest = "fedcba";
  other.sweep_file = "large.toml";
  other.points = 99;
  const std::string digests = open_complaint(other);
  EXPECT_TRUE(contains(digests, "größe.toml with 3 points (digest 0123456789abcdef)")) << digests;
  EXPECT_TRUE(contains(digests, "large.toml with 99 points (digest fedcba)")) << digests;

  other = sample_info();
  other.dataset_checksums["fashion"] = "beef";
  EXPECT_TRUE(contains(open_complaint(other), "data set fashion was f00d and is now beef"));
  EXPECT_EQ(read_file(path_), before);
}

TEST_F(JournalTest, AnotherSchemaIsRefused) {
  nlohmann::json info = to_json(sample_info());
  info["schema_version"] = 99;
  const std::string text = nlohmann::json{{"record", "header"}, {"info", info}}.dump();
  char checksum[10];
  std::snprintf(checksum, sizeof checksum, "%08x ", crc32_of(text));
  write_text(path_, checksum + text + "\n");
  const std::string expected = path_ + ":1: schema version 99 cannot be read";
  EXPECT_TRUE(contains(open_complaint(), expected)) << open_complaint();
  EXPECT_TRUE(contains(complaint([&] { read_journal(result_file_); }), expected));
}

TEST_F(JournalTest, LeavesOtherFilesAlone) {
  for (const std::string text : {"", "shopping list\nbread\n"}) {
    write_text(path_, text);
    EXPECT_TRUE(contains(open_complaint(), path_));
    EXPECT_EQ(read_file(path_), text);
  }
  std::filesystem::remove(path_);
  EXPECT_TRUE(contains(complaint([&] { read_journal(result_file_); }), path_));
}

TEST_F(JournalTest, AResultFileWithoutItsJournalIsNotReplaced) {
  write_result_file(result_file_, awkward_results());
  EXPECT_TRUE(contains(open_complaint(), "has no journal"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(JournalTest, CanBeReadWhileItIsWritten) {
  Journal journal = Journal::open(result_file_, sample_info()).journal;
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
