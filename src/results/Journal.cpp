#include "results/Journal.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <tuple>
#include <unordered_set>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "core/Log.hpp"
#include "results/JournalReplay.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

// A journal appears with its header or not at all.
void create_journal(const std::string& path, const std::string& result_file, const SweepInfo& info) {
  if (fs::exists(result_file))
    throw UserError(fmt::format("{} has no journal", result_file),
                    fmt::format("{} is missing, and a new sweep would replace the results", path),
                    "move the result file away or name another");
  replace_file(path, [&](const std::string& aside) {
    OutputFile(aside, OutputFile::Mode::create).write_all(journal_line(header_record(info)));
  });
}

[[noreturn]] void refuse_other(const std::string& path, const std::string& difference) {
  throw UserError(fmt::format("{} belongs to another sweep", path), difference,
                  "name another result file, or move this one and its journal away");
}

// The first line in which two sweep files differ, in both.
std::string first_difference(const std::string& there, const std::string& here) {
  std::istringstream old_lines(there), new_lines(here);
  std::string before, now;
  for (int number = 1;; ++number) {
    const bool has_old = static_cast<bool>(std::getline(old_lines, before));
    const bool has_new = static_cast<bool>(std::getline(new_lines, now));
    if (!has_old && !has_new) return "the sweep files are identical";
    if (has_old != has_new || before != now)
      return fmt::format("line {} of the sweep file was `{}` and is now `{}`", number, has_old ? before : "",
                         has_new ? now : "");
  }
}

void check_same_points(const std::string& path, const SweepInfo& there, const SweepInfo& here) {
  if (there.bundle != here.bundle)
    refuse_other(path, fmt::format("it was made with --bundle {}, this sweep uses --bundle {}", there.bundle,
                                   here.bundle));
  if (there.points_digest != here.points_digest)
    refuse_other(
        path, fmt::format("it was made from {} with {} points (digest {}), this sweep is {} with {} "
                          "points (digest {}); {}",
                          there.sweep_file, there.points, there.points_digest, here.sweep_file, here.points,
                          here.points_digest, first_difference(there.sweep_text, here.sweep_text)));
}

void check_same_data(const std::string& path, const SweepInfo& there, const SweepInfo& here) {
  for (const auto& [name, checksum] : here.dataset_checksums) {
    const auto found = there.dataset_checksums.find(name);
    if (found != there.dataset_checksums.end() && found->second != checksum)
      refuse_other(path, fmt::format("the checksum of data set {} was {} and is now {}", name, found->second,
                                     checksum));
  }
}

// Only the same build on the same device gives the same numbers.
void warn_of_another_build(const std::string& path, const SweepInfo& there, const SweepInfo& here) {
  const std::tuple<const char*, std::string, std::string> parts[] = {
      {"friendly", there.program_version + " " + there.program_commit,
       here.program_version + " " + here.program_commit},
      {"LibTorch", there.libtorch, here.libtorch},
      {"the device", there.devices, here.devices}};
  for (const auto& [name, before, now] : parts)
    if (before != now)
      spdlog::warn("{}: {} was {} and is now {}; new trials may differ in rounding from finished ones", path,
                   name, before, now);
}

void put_aside(const std::vector<std::string>& paths) {
  for (const std::string& file : paths) {
    std::error_code error;
    if (fs::exists(file)) fs::rename(file, file + ".previous", error);
    if (error) throw UserError("cannot put aside " + file, error.message(), "check its permissions");
  }
}

}  // namespace

std::string journal_path(const std::string& result_file) {
  return result_file + ".journal";
}

JournalContents read_journal(const std::string& result_file) {
  return replay_journal(journal_path(result_file)).contents;
}

void check_rows_are_points(const std::string& result_file, const std::vector<Trial>& trials,
                           const std::string& sweep_file) {
  if (!fs::exists(journal_path(result_file))) return;
  std::unordered_set<std::string> keys;
  for (const Trial& trial : trials) keys.insert(trial.key);
  for (const TrialRow& row : read_journal(result_file).rows)
    if (keys.count(row.trial.key) == 0)
      throw UserError(fmt::format("{} cannot be resumed with {}", result_file, sweep_file),
                      fmt::format("its finished trial {} of grid \"{}\" is not a point of this sweep",
                                  row.trial.key, row.trial.grid),
                      "keep the old grids and values in the sweep file, or name another result file");
}

Journal::Opened Journal::open(const std::string& result_file, const SweepInfo& info, OpenMode mode) {
  const std::string path = journal_path(result_file);
  SweepLock lock(result_file);
  if (mode == OpenMode::restart) put_aside({result_file, path});
  if (!fs::exists(path)) create_journal(path, result_file, info);
  JournalReplay replay = replay_journal(path);
  if (mode != OpenMode::add) check_same_points(path, replay.contents.info, info);
  check_same_data(path, replay.contents.info, info);
  warn_of_another_build(path, replay.contents.info, info);

  Journal journal(std::move(lock), path, replay.intact_bytes);
  if (replay.torn_bytes > 0) {
    spdlog::warn("{}: cut off an incomplete last record of {} bytes; everything before it is kept", path,
                 replay.torn_bytes);
    journal.file_.truncate(replay.intact_bytes);
  }
  if (to_json(replay.contents.info) != to_json(info)) journal.append(header_record(info));
  // What the previous coordinator wrote but did not sync counts as finished from here on.
  journal.sync();
  replay.contents.info = info;
  return {std::move(journal), std::move(replay.contents)};
}

Journal::Journal(SweepLock lock, const std::string& path, std::size_t size)
    : lock_(std::move(lock)), file_(path, OutputFile::Mode::update), synced_(size) {}

void Journal::start(const std::vector<std::string>& keys, std::int64_t rank, std::int64_t attempt,
                    double time) {
  append(start_record(keys, rank, attempt, time));
}

void Journal::progress(const std::string& key, const EpochRecord& record) {
  append(progress_record(key, record));
}

void Journal::finish(const TrialRow& row) {
  append(trial_record(row));
}

void Journal::append(const nlohmann::json& record) {
  tail_ += journal_line(record);
}

void Journal::flush() {
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

}  // namespace friendly
