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

/// What a journal records.
struct JournalContents {
  SweepInfo info;
  std::vector<TrialRow> rows;  ///< finished trials, in the order in which they first finished; one per key
  std::vector<RunningTrial> running;  ///< in the order in which they were handed out
};

/// The authoritative record of a sweep: the text file `<result file>.journal`, one record per line (the
/// CRC-32 of the rest as eight hexadecimal digits, a space, JSON). It is only ever appended to. Kinds of
/// record:
///   header    SweepInfo; the first record, and again when anything in it changed before a sweep was resumed
///   start     a bundle was handed out
///   progress  an epoch of a running trial, for `friendly status`
///   trial     a finished trial with all its epochs: complete or absent
/// Records are collected in memory; flush() makes them visible to readers and sync() makes them durable. If
/// either fails, nothing is lost: called again once the disk has room, it resumes where it stopped.
class Journal {
 public:
  struct Opened;

  /// What to do with an existing journal: resume it; resume it although the sweep has other points than
  /// before, as long as every finished trial is still one of them (see check_rows_are_points()); or rename it
  /// and its result file to `<name>.previous` and start afresh.
  enum class OpenMode { resume, add, restart };

  /// Creates the journal of `result_file` or continues the existing one, and holds the sweep's lock. A torn
  /// last record is cut off with a warning. Throws UserError for a damaged record with others after it
  /// (naming file and line), for the journal of another sweep, other data or another schema (naming the
  /// difference), for a result file that has lost its journal, and if another coordinator is writing to it.
  static Opened open(const std::string& result_file, const SweepInfo& info, OpenMode mode = OpenMode::resume);

  /// Shows that this coordinator is alive; must be called every few seconds. Throws UserError if another one
  /// has taken over: this one must then stop.
  void hold() { lock_.refresh(); }

  void start(const std::vector<std::string>& keys, std::int64_t rank, std::int64_t attempt, double time);
  void progress(const std::string& key, const EpochRecord& record);
  void finish(const TrialRow& row);

  /// Hands the collected records to the system, so that readers see them. Throws UserError if the disk
  /// refuses.
  void flush();
  /// Returns once all records survive a power cut; one sync for any number of trials. Throws UserError if the
  /// disk refuses.
  void sync();

 private:
  Journal(SweepLock lock, const std::string& path, std::size_t size);
  void append(const nlohmann::json& record);

  SweepLock lock_;
  OutputFile file_;
  std::size_t synced_;       // bytes of the file that are known to be durable
  std::string tail_;         // bytes that follow them, in memory until they are durable too
  std::size_t flushed_ = 0;  // bytes of the tail that the system already has
};

/// A journal open for writing, and what it contained.
struct Journal::Opened {
  Journal journal;
  JournalContents contents;
};

/// `<result_file>.journal`.
std::string journal_path(const std::string& result_file);

/// For a sweep that has grown: throws UserError if the journal exists and one of its finished trials is not
/// among `trials`, the points of `sweep_file`.
void check_rows_are_points(const std::string& result_file, const std::vector<Trial>& trials,
                           const std::string& sweep_file);

/// What the journal of `result_file` records at this moment. Modifies nothing, needs no lock, and silently
/// ignores an incomplete last record. Throws UserError for a damaged or missing journal, as Journal::open()
/// does for a damaged one.
JournalContents read_journal(const std::string& result_file);

}  // namespace friendly
