#include "results/Journal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <unordered_set>

#include "core/Error.hpp"
#include "core/Log.hpp"
#include "results/JournalSegments.hpp"
#include "results/ProgressFile.hpp"
#include "results/SweepCheck.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostReaders = 100;  // open files

void refuse_lost_journal(const std::string& path, const std::string& result_file) {
  if (fs::exists(result_file))
    throw UserError(fmt::format("{} has no journal", result_file),
                    fmt::format("{} is missing, and a new sweep would replace the results", path),
                    "move the result file away or name another");
}

// Under the first free number, so that what is there is kept. Result file, journal and classifiers stay
// together.
void put_aside(const std::string& result_file) {
  const auto exists = [](const std::string& file) {
    return fs::exists(file) || fs::exists(journal_path(file)) || fs::exists(classifiers_path(file));
  };
  if (!exists(result_file)) return;
  const auto previous = [&](int number) { return fmt::format("{}.previous.{}", result_file, number); };
  int number = 1;
  while (exists(previous(number))) ++number;
  const std::string backup = previous(number);
  for (const auto& [from, to] : {std::pair{result_file, backup},
                                 {journal_path(result_file), journal_path(backup)},
                                 {classifiers_path(result_file), classifiers_path(backup)}}) {
    std::error_code error;
    if (fs::exists(from)) fs::rename(from, to, error);
    if (error) throw UserError("cannot put aside " + from, error.message(), "check its permissions");
  }
  spdlog::info("the results so far are kept as {}", backup);
}

bool begins_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

// What a coordinator that was killed had begun to write beside the result file and in the journal. The locks
// of others who try to start are not ours.
void remove_half_written(const std::string& result_file, const std::string& journal) {
  const fs::path file(result_file);
  const std::string stem = file.filename().string() + ".";
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  for (const fs::path& place : {folder, fs::path(journal)}) {
    std::error_code error;
    for (fs::directory_iterator entry(place, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      const bool is_ours = place != folder || (begins_with(name, stem) && !begins_with(name, stem + "lock."));
      if (is_ours && entry->path().extension() == ".tmp") ::unlink(entry->path().c_str());
    }
  }
}

// A data set that is no longer used may be used again, by points that come back with their rows.
SweepInfo with_earlier_data(SweepInfo info, const SweepInfo& earlier) {
  info.dataset_checksums.insert(earlier.dataset_checksums.begin(), earlier.dataset_checksums.end());
  info.dataset_origins.insert(earlier.dataset_origins.begin(), earlier.dataset_origins.end());
  return info;
}

JournalContents resume(const std::string& path, const std::vector<std::int64_t>& segments,
                       const SweepInfo& info, Journal::OpenMode mode) {
  JournalReplay replay = replay_journal(path, segments, SegmentReader::Depth::all);
  if (mode != Journal::OpenMode::add) check_same_points(path, replay.contents.info, info);
  check_same_data(path, replay.contents.info, info);
  warn_of_another_build(path, replay.contents.info, info);
  for (const std::string& damage : replay.damages)
    spdlog::warn("{} are damaged and were skipped; trials recorded there are trained again", damage);
  if (!replay.torn.empty())
    spdlog::warn("{} are an incomplete last record and were ignored; everything before is kept", replay.torn);
  // What the last coordinator wrote but did not sync counts as finished from here on.
  OutputFile(segment_path(path, segments.back()), OutputFile::Mode::update).sync();
  return std::move(replay.contents);
}

}  // namespace

std::string classifiers_path(const std::string& result_file) {
  return result_file + ".classifiers";
}

bool has_journal(const std::string& result_file) {
  return !segments_of(journal_path(result_file)).empty();
}

JournalContents read_journal(const std::string& result_file) {
  const std::string path = journal_path(result_file);
  const auto segments = segments_of(path);
  if (segments.empty())
    throw UserError(fmt::format("there is no journal {}", path), "a sweep has its results from one",
                    "name the result file of a sweep");
  return replay_journal(path, segments, SegmentReader::Depth::heads).contents;
}

Journal::Opened Journal::open(const std::string& result_file, const SweepInfo& info, OpenMode mode) {
  const std::string path = journal_path(result_file);
  SweepLock lock(result_file);
  if (mode == OpenMode::restart) put_aside(result_file);
  remove_half_written(result_file, path);
  const auto segments = segments_of(path);
  JournalContents contents;
  if (segments.empty())
    refuse_lost_journal(path, result_file);
  else
    contents = resume(path, segments, info, mode);
  contents.info = with_earlier_data(info, contents.info);

  const std::int64_t segment = segments.empty() ? 1 : segments.back() + 1;
  const std::string header = frame_of(header_record(contents.info));
  if (!create_segment(path, segment, header))
    throw Superseded(fmt::format("{} exists already", segment_path(path, segment)),
                     "another coordinator has started at the same time", "check `friendly status`");
  Opened opened{Journal(std::move(lock), path, segment, header.size()), std::move(contents)};
  opened.journal.take_over_running(opened.contents);
  return opened;
}

void Journal::Opened::keep_points(const std::vector<Trial>& trials) {
  std::unordered_set<std::string> points;
  for (const Trial& trial : trials) points.insert(trial.key);
  const auto is_point = [&](const RowSummary& row) { return points.count(row.key) > 0; };
  const bool is_the_same = std::all_of(contents.rows.begin(), contents.rows.end(), is_point) &&
                           std::none_of(contents.dropped.begin(), contents.dropped.end(), is_point);
  if (is_the_same) return;
  std::vector<RowSummary> all = std::move(contents.rows);
  all.insert(all.end(), contents.dropped.begin(), contents.dropped.end());
  contents.rows.clear();
  contents.dropped.clear();
  for (RowSummary& row : all) (is_point(row) ? contents.rows : contents.dropped).push_back(std::move(row));
  std::vector<std::string> keys;
  for (const RowSummary& row : contents.dropped) keys.push_back(row.key);
  journal.append(frame_of(dropped_record(keys)));
}

// What ran ended with its coordinator, whose progress file may know of more epochs than its journal.
void Journal::take_over_running(JournalContents& contents) {
  const SweepProgress progress = read_progress(path_);
  for (const RunningTrial& trial : contents.running) {
    TrialHistory& history = contents.histories.at(trial.key);
    const auto known = progress.running.find(trial.key);
    if (known != progress.running.end() && known->second.attempt == trial.attempt && known->second.last &&
        known->second.last->epoch > history.reached) {
      history.advance(known->second.last->epoch);
      reached(trial.key, history.reached);
    }
    history.lose();
  }
  contents.running.clear();
  remove_progress(path_);
}

Journal::Journal(SweepLock lock, std::string path, std::int64_t segment, std::size_t size)
    : lock_(std::move(lock)),
      path_(std::move(path)),
      segment_(segment),
      file_(segment_path(path_, segment), OutputFile::Mode::update),
      synced_(size) {}

void Journal::hold() {
  lock_.refresh();
  std::error_code cannot_tell;
  if (fs::exists(segment_path(path_, segment_ + 1), cannot_tell))
    throw Superseded(fmt::format("{} has a segment after our own", path_),
                     "another coordinator has taken over, as this one seemed to be dead",
                     "check `friendly status`; the other one continues the sweep");
}

void Journal::start(const std::vector<std::string>& keys, std::int64_t rank, double time) {
  append(frame_of(start_record(keys, rank, time)));
}

void Journal::reached(const std::string& key, std::int64_t epoch) {
  reached_[key] = epoch;
}

void Journal::lost(const std::vector<std::string>& keys) {
  append(frame_of(lost_record(keys)));
}

void Journal::regained(const std::vector<std::string>& keys, std::int64_t rank, double time) {
  append(frame_of(regained_record(keys, rank, time)));
}

void Journal::returned(const std::vector<std::string>& keys) {
  append(frame_of(returned_record(keys)));
}

void Journal::stop() {
  append(frame_of(stop_record()));
}

void Journal::decide(const Decision& decision) {
  append(frame_of(decision_record(decision)));
}

RowSummary Journal::finish(const TrialRow& row) {
  return append_row(row, trial_record);
}

RowSummary Journal::pause(const TrialRow& row) {
  return append_row(row, paused_record);
}

RowSummary Journal::append_row(const TrialRow& row, nlohmann::json (*head)(const RowSummary&)) {
  append_reached();
  RowSummary summary = summary_of(row);
  const std::string frame = frame_of(head(summary), pack_row(row));
  summary.place = {segment_, synced_ + tail_.size(), frame.size()};
  append(frame);
  return summary;
}

void Journal::append(std::string_view frame) {
  append_reached();
  tail_ += frame;
}

void Journal::append_reached() {
  if (!reached_.empty()) tail_ += frame_of(reached_record(reached_));
  reached_.clear();
}

void Journal::flush() {
  append_reached();
  while (flushed_ < tail_.size())
    flushed_ += file_.write_some(synced_ + flushed_, std::string_view(tail_).substr(flushed_));
}

void Journal::sync() {
  flush();
  try {
    file_.sync();
  } catch (const UserError&) {
    // The system may have dropped what it could not write (and a second sync would succeed): write it again.
    flushed_ = 0;
    throw;
  }
  synced_ += tail_.size();
  tail_.clear();
  flushed_ = 0;
}

TrialRow Journal::read(const RowSummary& summary, bool with_epochs) {
  const RowPlace& place = summary.place;
  auto reader = readers_.find(place.segment);
  if (reader == readers_.end()) {
    if (readers_.size() >= kMostReaders) readers_.clear();
    reader = readers_.emplace(place.segment, InputFile(segment_path(path_, place.segment))).first;
  }
  return unpack_row(summary.key, read_frame(reader->second, place.offset, place.size).body, with_epochs);
}

}  // namespace friendly
