#pragma once
#include <cstddef>
#include <string>

#include "results/Journal.hpp"

namespace friendly {

/// A journal as read from its file.
struct JournalReplay {
  JournalContents contents;
  std::size_t intact_bytes = 0;  ///< where the last intact record ends
  std::size_t torn_bytes = 0;    ///< what follows it: a record that was not written completely
};

/// `record` as a line of the journal, including the line break.
std::string journal_line(const nlohmann::json& record);

nlohmann::json header_record(const SweepInfo& info);
nlohmann::json start_record(const std::vector<std::string>& keys, std::int64_t rank, std::int64_t attempt,
                            double time);
nlohmann::json progress_record(const std::string& key, const EpochRecord& epoch);
nlohmann::json trial_record(const TrialRow& row);

/// Reads the journal at `path`. Whatever follows the last intact record counts as torn. Throws UserError for
/// a damaged record with intact ones after it, naming file and line, and if the file cannot be read.
JournalReplay replay_journal(const std::string& path);

}  // namespace friendly
