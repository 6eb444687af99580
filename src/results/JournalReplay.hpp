#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "results/JournalFrame.hpp"
#include "results/RowRecord.hpp"
#include "trial/Decision.hpp"
#include "trial/TrialHistory.hpp"

namespace friendly {

/// A trial that was handed out and has not ended, as far as the journal knows.
struct RunningTrial {
  std::string key;
  std::int64_t rank = 0;
  std::int64_t attempt = 1;
  double start = 0;  ///< Unix time of the hand-out
};

/// What a journal records.
struct JournalContents {
  SweepInfo info;                     ///< of the last segment
  std::vector<RowSummary> rows;       ///< in the order in which their trials first ended; one per key
  std::vector<RowSummary> dropped;    ///< likewise, of trials that are no longer points of the sweep
  std::vector<RunningTrial> running;  ///< of the last segment, in the order in which they were handed out
  std::unordered_map<std::string, RowSummary> paused;       ///< by key, of trials without a row
  std::vector<Decision> decisions;                          ///< in the order in which they were made
  std::unordered_map<std::string, TrialHistory> histories;  ///< of trials that were started and did not end
};

/// A journal as read from its segments.
struct JournalReplay {
  JournalContents contents;
  std::vector<std::string> damages;  ///< what was skipped, as text that names file and byte
  std::string torn;                  ///< likewise the last segment's incomplete end; empty if there is none
};

/// The heads of a journal's records: objects with one member, whose name is the record's kind.
nlohmann::json header_record(const SweepInfo& info);
nlohmann::json start_record(const std::vector<std::string>& keys, std::int64_t rank, double time);
nlohmann::json reached_record(const std::map<std::string, std::int64_t>& epochs);
nlohmann::json lost_record(const std::vector<std::string>& keys);
nlohmann::json regained_record(const std::vector<std::string>& keys, std::int64_t rank, double time);
nlohmann::json returned_record(const std::vector<std::string>& keys);
nlohmann::json stop_record();
nlohmann::json dropped_record(const std::vector<std::string>& keys);
nlohmann::json trial_record(const RowSummary& summary);
nlohmann::json paused_record(const RowSummary& summary);
nlohmann::json decision_record(const Decision& decision);

/// Reads the segments of the folder `journal`, of which there must be one. With Depth::all a record whose
/// body is damaged does not count. Throws UserError if the first segment does not begin with an intact
/// header, for records of unknown kinds, and for a newer schema.
JournalReplay replay_journal(const std::string& journal, const std::vector<std::int64_t>& segments,
                             SegmentReader::Depth depth);

}  // namespace friendly
