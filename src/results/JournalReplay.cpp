#include "results/JournalReplay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/Error.hpp"
#include "results/JournalSegments.hpp"

namespace friendly {
namespace {

using nlohmann::json;

const std::string kHeader = "header", kStart = "start", kReached = "reached", kLost = "lost",
                  kRegained = "regained", kReturned = "returned", kStop = "stop", kDropped = "dropped",
                  kTrial = "trial", kPaused = "paused", kDecision = "decision";
constexpr const char* kOtherVersion = "use the version of friendly that wrote it";

void move_dropped_rows(JournalContents& contents, const std::unordered_set<std::string>& keys) {
  const auto dropped = std::stable_partition(contents.rows.begin(), contents.rows.end(),
                                             [&](const RowSummary& row) { return keys.count(row.key) == 0; });
  contents.dropped.assign(std::move_iterator(dropped), std::move_iterator(contents.rows.end()));
  contents.rows.erase(dropped, contents.rows.end());
}

// Collects the contents of a journal, record by record.
class Replayer {
 public:
  // The coordinator of the segment before has vanished, and with it all that ran.
  void begin_segment(std::int64_t number) {
    for (const auto& [key, entry] : running_) contents_.histories.at(key).lose();
    running_.clear();
    segment_ = number;
  }

  void apply(const Frame& frame) {
    const json head = json::from_cbor(frame.head);
    const auto entry = head.items().begin();
    const std::string& kind = entry.key();
    const json& content = entry.value();
    if (kind == kHeader)
      contents_.info = info_from_json(content);
    else if (kind == kStart || kind == kRegained)
      start(content, kind == kStart);
    else if (kind == kReached)
      reach(content);
    else if (kind == kLost || kind == kReturned)
      take_away(content, kind == kLost);
    else if (kind == kStop)
      running_.clear();
    else if (kind == kDropped)
      dropped_ = {content.begin(), content.end()};
    else if (kind == kTrial)
      end(content, frame);
    else if (kind == kPaused)
      pause(content, frame);
    else if (kind == kDecision)
      contents_.decisions.push_back(decision_from_json(content));
    else
      throw UserError(fmt::format("records of kind \"{}\" are unknown", kind), "a newer version wrote it",
                      kOtherVersion);
  }

  JournalContents finished() {
    for (auto& [key, entry] : running_) contents_.running.push_back(std::move(entry.second));
    std::sort(contents_.running.begin(), contents_.running.end(), [&](const auto& a, const auto& b) {
      return running_.at(a.key).first < running_.at(b.key).first;
    });
    move_dropped_rows(contents_, dropped_);
    return std::move(contents_);
  }

 private:
  void start(const json& content, bool is_attempt) {
    for (const auto& item : content.at("keys")) {
      const std::string key = item;
      const auto [found, is_new] = contents_.histories.try_emplace(key);
      if (const auto row = places_.find(key); is_new && row != places_.end())
        found->second.attempts = contents_.rows[row->second].attempts;  // it is retried
      is_attempt ? found->second.start() : found->second.regain();
      running_[key] = {started_++, {key, content.at("rank"), found->second.attempts, content.at("time")}};
    }
  }

  void reach(const json& epochs) {
    for (const auto& [key, epoch] : epochs.items()) {
      const auto history = contents_.histories.find(key);
      if (history != contents_.histories.end()) history->second.advance(epoch.get<std::int64_t>());
    }
  }

  void take_away(const json& keys, bool is_loss) {
    for (const auto& item : keys) {
      const std::string key = item;
      if (running_.erase(key) > 0 && is_loss) contents_.histories.at(key).lose();
    }
  }

  RowSummary summary_at(const json& content, const Frame& frame) const {
    RowSummary summary = summary_from_json(content);
    summary.place = {segment_, frame.offset, frame.size};
    return summary;
  }

  void pause(const json& content, const Frame& frame) {
    RowSummary summary = summary_at(content, frame);
    running_.erase(summary.key);
    contents_.paused.insert_or_assign(summary.key, std::move(summary));
  }

  // A later row of the same trial replaces the earlier one: the trial was retried.
  void end(const json& content, const Frame& frame) {
    RowSummary summary = summary_at(content, frame);
    running_.erase(summary.key);
    contents_.histories.erase(summary.key);
    contents_.paused.erase(summary.key);
    const auto [place, is_new] = places_.try_emplace(summary.key, contents_.rows.size());
    if (is_new)
      contents_.rows.push_back(std::move(summary));
    else
      contents_.rows[place->second] = std::move(summary);
  }

  JournalContents contents_;
  std::unordered_map<std::string, std::size_t> places_;  // in contents_.rows
  std::unordered_map<std::string, std::pair<std::size_t, RunningTrial>> running_;
  std::unordered_set<std::string> dropped_;  // keys
  std::size_t started_ = 0;
  std::int64_t segment_ = 0;
};

std::string text_of(const std::string& path, const Damage& damage) {
  return fmt::format("{}: {} bytes from byte {} on", path, damage.size, damage.offset);
}

// Applies a record and puts file and byte in front of its errors.
void apply_at(const std::string& path, const Frame& frame, Replayer& replayer) {
  const auto place = [&] { return fmt::format("{}: the record at byte {}", path, frame.offset); };
  try {
    replayer.apply(frame);
  } catch (const json::exception& error) {
    throw UserError(place() + " cannot be read", error.what(), kOtherVersion);
  } catch (const UserError& error) {
    throw error.at(place());
  }
}

bool is_header(const Frame& frame) {
  const json head = json::from_cbor(frame.head, true, false);
  return head.is_object() && head.contains(kHeader);
}

}  // namespace

json header_record(const SweepInfo& info) {
  return {{kHeader, to_json(info)}};
}

json start_record(const std::vector<std::string>& keys, std::int64_t rank, double time) {
  return {{kStart, {{"keys", keys}, {"rank", rank}, {"time", time}}}};
}

json reached_record(const std::map<std::string, std::int64_t>& epochs) {
  return {{kReached, epochs}};
}

json lost_record(const std::vector<std::string>& keys) {
  return {{kLost, keys}};
}

json regained_record(const std::vector<std::string>& keys, std::int64_t rank, double time) {
  return {{kRegained, {{"keys", keys}, {"rank", rank}, {"time", time}}}};
}

json returned_record(const std::vector<std::string>& keys) {
  return {{kReturned, keys}};
}

json stop_record() {
  return {{kStop, true}};
}

json dropped_record(const std::vector<std::string>& keys) {
  return {{kDropped, keys}};
}

json trial_record(const RowSummary& summary) {
  return {{kTrial, to_json(summary)}};
}

json paused_record(const RowSummary& summary) {
  return {{kPaused, to_json(summary)}};
}

json decision_record(const Decision& decision) {
  return {{kDecision, to_json(decision)}};
}

JournalReplay replay_journal(const std::string& journal, const std::vector<std::int64_t>& segments,
                             SegmentReader::Depth depth) {
  JournalReplay replay;
  Replayer replayer;
  for (const std::int64_t number : segments) {
    const std::string path = segment_path(journal, number);
    SegmentReader reader(path, depth);
    replayer.begin_segment(number);
    std::optional<Frame> frame = reader.next();
    if (number == segments.front() && (!frame || frame->offset != 0 || !is_header(*frame)))
      throw UserError(fmt::format("{} is not the beginning of a journal", path),
                      "its first record, the header, is not intact",
                      "name another result file, or restore this one's journal from a copy");
    for (; frame; frame = reader.next()) apply_at(path, *frame, replayer);
    for (const Damage& damage : reader.damages()) replay.damages.push_back(text_of(path, damage));
    replay.torn = reader.torn().size > 0 ? text_of(path, reader.torn()) : "";
  }
  replay.contents = replayer.finished();
  return replay;
}

}  // namespace friendly
