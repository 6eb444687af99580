#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "results/JournalReplay.hpp"
#include "results/OutputFile.hpp"
#include "results/SweepLock.hpp"

namespace friendly {

/// The authoritative record of a sweep: the folder `<result file>.journal` with a segment for each
/// coordinator (JournalSegments.hpp), which consists of frames (JournalFrame.hpp). Segments are only ever
/// appended to. Kinds of record:
///   header    SweepInfo; the first record of each segment
///   start     trials were handed out to a rank
///   reached   for each of some trials, the first epoch in which an attempt got further than any before
///   lost      the rank of running trials was lost
///   regained  the rank came back before another had them, and trains on
///   returned  a rank gave running trials back
///   stop      the coordinator ended in order: what was still running was stopped
///   dropped   the trials with a row that are no points of the sweep any more; replaces an earlier such list
///   trial     a finished trial with all its epochs: complete or absent
///   paused    likewise a trial that has been trained to a rung of its race
///   decision  who goes on after a rung of a race
/// Records are collected in memory; flush() makes them visible to readers and sync() makes them durable. If
/// either fails, nothing is lost: called again once the disk has room, it resumes where it stopped.
class Journal {
 public:
  struct Opened;

  /// What to do with an existing journal: resume it; resume it although the sweep has other points than
  /// before (see Opened::keep_points()); or start afresh, with the old result file, journal and classifiers
  /// renamed to `NAME.previous.1`, or 2, and so on.
  enum class OpenMode { resume, add, restart };

  /// Reads the journal of `result_file`, if there is one, holds the sweep's lock and begins a segment. What
  /// earlier coordinators left half written is removed; parts that are damaged are skipped with a warning
  /// that names them. Throws UserError for a journal without a readable beginning, of another sweep, other
  /// data or a newer schema (naming the difference), for a result file that has lost its journal, and if
  /// another coordinator is writing to it.
  static Opened open(const std::string& result_file, const SweepInfo& info, OpenMode mode = OpenMode::resume);

  /// Shows that this coordinator is alive; must be called every few seconds. Throws Superseded if another one
  /// has taken over: this one must then stop.
  void hold();

  void start(const std::vector<std::string>& keys, std::int64_t rank, double time);
  void reached(const std::string& key, std::int64_t epoch);
  void lost(const std::vector<std::string>& keys);
  void regained(const std::vector<std::string>& keys, std::int64_t rank, double time);
  void returned(const std::vector<std::string>& keys);
  void stop();
  void decide(const Decision& decision);
  /// Both return what to keep of the row in memory.
  RowSummary finish(const TrialRow& row);
  RowSummary pause(const TrialRow& row);

  /// Hands the collected records to the system, so that readers see them. Throws UserError if the disk
  /// refuses.
  void flush();
  /// Returns once all records survive a power cut; one sync for any number of trials. Throws UserError if the
  /// disk refuses.
  void sync();

  /// The row of `summary`, which must have been flushed; perhaps without its epochs, which is faster. Throws
  /// UserError if it cannot be read.
  TrialRow read(const RowSummary& summary, bool with_epochs = true);

  const std::string& path() const { return path_; }  ///< the folder

 private:
  Journal(SweepLock lock, std::string path, std::int64_t segment, std::size_t size);
  void take_over_running(JournalContents& contents);
  void append(std::string_view frame);
  void append_reached();
  RowSummary append_row(const TrialRow& row, nlohmann::json (*head)(const RowSummary&));

  SweepLock lock_;
  std::string path_;
  std::int64_t segment_;
  OutputFile file_;
  std::size_t synced_;       // bytes of the segment that are known to be durable
  std::string tail_;         // bytes that follow them, in memory until they are durable too
  std::size_t flushed_ = 0;  // bytes of the tail that the system already has
  std::map<std::string, std::int64_t> reached_;  // by key: epochs to be recorded together, before all else
  std::map<std::int64_t, InputFile> readers_;    // by segment
};

/// A journal open for writing, and what it contained: nothing runs.
struct Journal::Opened {
  Journal journal;
  JournalContents contents;

  /// If the sweep has other points than before, leaves only rows of `trials` among the contents' rows, those
  /// of earlier points that have come back included, and records which these are.
  void keep_points(const std::vector<Trial>& trials);
};

/// The folder for classifiers of the sweep whose results are in `result_file`.
std::string classifiers_path(const std::string& result_file);

/// Whether `result_file` has a journal. Throws UserError for one of version 0.1.0.
bool has_journal(const std::string& result_file);

/// What the journal of `result_file` records at this moment. Modifies nothing, needs no lock, reads no
/// bodies, and silently ignores incomplete and damaged records. Throws UserError for a missing journal, and
/// as Journal::open() does.
JournalContents read_journal(const std::string& result_file);

}  // namespace friendly
