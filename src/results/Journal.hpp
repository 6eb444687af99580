#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/OutputFile.hpp"
#include "results/ResultSet.hpp"
#include "results/SweepLock.hpp"

namespace friendly {

/// A trial that was handed out and has not finished, as far as the journal knows.
struct RunningTrial {
  std::string key;
  std::int64_t rank = 0;
  std::int64_t attempt = 1;
  double start = 0;                     ///< Unix time of the hand-out
  std::optional<EpochRecord> progress;  ///< the last epoch that was reported
};

/// What a journal says.
struct JournalContents {
  SweepInfo info;
  std::vector<TrialRow> rows;  ///< finished trials, in the order in which they first finished; one a key
  std::vector<RunningTrial> running;  ///< in the order in which they were handed out
};

/// The truth of a sweep: the text file `<result file>.journal`, one record a line (the CRC-32 of the rest in
/// hexadecimal digits, a blank, JSON). It is only ever appended to. Kinds of record:
///   header    SweepInfo; the first record, and again where a continued sweep's program or machine changed
///   start     a bundle was handed out
///   progress  an epoch of a running trial, for `friendly status`
///   trial     a finished trial with all its epochs: there as a whole or not at all
/// Records are gathered in memory; flush() shows them to readers and sync() makes them last. After an error
/// of either nothing is lost: called again once the disk has room, it goes on where it was.
class Journal {
 public:
  struct Opened;

  /// What to do with a journal that is there: go on with it; go on although the sweep has other points than
  /// before, as long as every finished trial is one of its points; or put it and its result file aside, as
  /// `<name>.previous`, and begin anew.
  enum class OpenMode { resume, add, restart };

  /// Creates the journal of `result_file` or continues the one that is there, and holds the sweep's lock. A
  /// torn last record is cut off with a warning. Throws UserError for a damaged record before others (naming
  /// file and line), for the journal of another sweep, of other data or another schema (naming the
  /// difference), for a result file that has lost its journal, and when another coordinator writes to it.
  static Opened open(const std::string& result_file, const SweepInfo& info, OpenMode mode = OpenMode::resume);

  /// Shows that this coordinator lives; to be called every few seconds. Throws UserError if another one has
  /// taken over, which means that this one must end.
  void hold() { lock_.refresh(); }

  void start(const std::vector<std::string>& keys, std::int64_t rank, std::int64_t attempt, double time);
  void progress(const std::string& key, const EpochRecord& record);
  void finish(const TrialRow& row);

  /// Hands what was gathered to the system, so that readers see it. Throws UserError.
  void flush();
  /// Returns when all records survive a power cut: one sync for however many trials. Throws UserError.
  void sync();

 private:
  Journal(SweepLock lock, const std::string& path, std::size_t size);
  void append(const nlohmann::json& record);

  SweepLock lock_;
  OutputFile file_;
  std::size_t synced_;       // bytes of the file that are known to last
  std::string tail_;         // bytes that follow them, in memory until they last as well
  std::size_t flushed_ = 0;  // bytes of the tail that the system has
};

struct Journal::Opened {
  Journal journal;
  JournalContents contents;
};

std::string journal_path(const std::string& result_file);

/// For a sweep that has grown: throws UserError if a finished trial of the journal, if there is one, is no
/// longer among `trials`, the points of `sweep_file`.
void check_rows_are_points(const std::string& result_file, const std::vector<Trial>& trials,
                           const std::string& sweep_file);

/// What the journal of `result_file` says at this moment. Modifies nothing, needs no lock, and passes
/// silently over a last record that is not complete yet. Throws UserError as Journal::open() does.
JournalContents read_journal(const std::string& result_file);

}  // namespace friendly
