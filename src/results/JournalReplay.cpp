#include "results/JournalReplay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string_view>
#include <unordered_map>

#include "core/Digest.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

using nlohmann::json;

std::string checksum_text(std::string_view text) {
  return fmt::format("{:08x} ", crc32_of(text));
}

bool is_intact(std::string_view line) {
  return line.size() > 9 && line.substr(0, 9) == checksum_text(line.substr(9));
}

// An array per field instead of an object per epoch: names are written once, which saves two thirds.
json epochs_to_json(const std::vector<EpochRecord>& epochs) {
  json columns = json::object();
  for (const auto& field : epoch_fields()) columns[field.name] = json::array();
  for (const EpochRecord& epoch : epochs) {
    const json object = to_json(epoch);
    for (const auto& [name, value] : object.items()) columns[name].push_back(value);
  }
  return columns;
}

std::vector<EpochRecord> epochs_from_json(const json& columns) {
  std::vector<EpochRecord> epochs(columns.empty() ? 0 : columns.front().size());
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    json object = json::object();
    for (const auto& [name, values] : columns.items()) object[name] = values.at(i);
    epochs[i] = epoch_from_json(object);
  }
  return epochs;
}

// Collects the contents of a journal, record by record.
class Replayer {
 public:
  void apply(const json& record) {
    const std::string kind = record.at("record");
    if (kind == "header")
      header(record);
    else if (!has_header_)
      throw UserError("the header record is missing", "a journal begins with it", "restore it from a copy");
    else if (kind == "start")
      start(record);
    else if (kind == "progress")
      progress(record);
    else if (kind == "trial")
      finish(record);
    else
      throw UserError(fmt::format("records of kind \"{}\" are unknown", kind), "another version wrote it",
                      "use the version of friendly that wrote it");
  }

  JournalContents finished() {
    for (auto& [key, entry] : running_) contents_.running.push_back(std::move(entry.second));
    std::sort(contents_.running.begin(), contents_.running.end(), [&](const auto& a, const auto& b) {
      return running_.at(a.key).first < running_.at(b.key).first;
    });
    return std::move(contents_);
  }

 private:
  void header(const json& record) {
    contents_.info = info_from_json(record.at("info"));
    has_header_ = true;
  }

  void start(const json& record) {
    for (const auto& item : record.at("keys")) {
      const std::string key = item;
      running_[key] = {started_++, {key, record.at("rank"), record.at("attempt"), record.at("time"), {}}};
    }
  }

  void progress(const json& record) {
    const auto found = running_.find(record.at("key").get<std::string>());
    if (found != running_.end()) found->second.second.progress = epoch_from_json(record.at("epoch"));
  }

  // A later row of the same trial replaces the earlier one: the trial was retried.
  void finish(const json& record) {
    TrialRow row;
    row.trial = {record.at("key"), record.at("grid"), spec_from_json(record.at("spec"))};
    row.result = result_from_json(record.at("result"));
    row.epochs = epochs_from_json(record.at("epochs"));
    running_.erase(row.trial.key);
    const auto [place, is_new] = places_.try_emplace(row.trial.key, contents_.rows.size());
    if (is_new)
      contents_.rows.push_back(std::move(row));
    else
      contents_.rows[place->second] = std::move(row);
  }

  JournalContents contents_;
  std::unordered_map<std::string, std::size_t> places_;
  std::unordered_map<std::string, std::pair<std::size_t, RunningTrial>> running_;
  std::size_t started_ = 0;
  bool has_header_ = false;
};

[[noreturn]] void refuse_damaged(const std::string& path, std::size_t line) {
  throw UserError(fmt::format("{}:{}: the record is damaged", path, line), "its checksum does not match",
                  "restore the file from a copy, or delete this line: its trial is then trained again");
}

// Runs `action` and puts file and line in front of its errors.
template <class Action>
void at_line(const std::string& path, std::size_t line, Action action) {
  const std::string place = fmt::format("{}:{}", path, line);
  try {
    action();
  } catch (const json::exception& error) {
    throw UserError(place + ": cannot read the record", error.what(),
                    "use the version of friendly that wrote it");
  } catch (const UserError& error) {
    throw error.at(place);
  }
}

}  // namespace

std::string journal_line(const json& record) {
  // Reasons for failures come from anywhere; bytes in them that are not UTF-8 must not stop the journal.
  const std::string text = record.dump(-1, ' ', false, json::error_handler_t::replace);
  return checksum_text(text) + text + "\n";
}

json header_record(const SweepInfo& info) {
  return {{"record", "header"}, {"info", to_json(info)}};
}

json start_record(const std::vector<std::string>& keys, std::int64_t rank, std::int64_t attempt,
                  double time) {
  return {{"record", "start"}, {"keys", keys}, {"rank", rank}, {"attempt", attempt}, {"time", time}};
}

json progress_record(const std::string& key, const EpochRecord& epoch) {
  return {{"record", "progress"}, {"key", key}, {"epoch", to_json(epoch)}};
}

json trial_record(const TrialRow& row) {
  return {{"record", "trial"},
          {"key", row.trial.key},
          {"grid", row.trial.grid},
          {"spec", to_json(row.trial.spec)},
          {"result", to_json(row.result)},
          {"epochs", epochs_to_json(row.epochs)}};
}

JournalReplay replay_journal(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw system_error("cannot open", path, "check the path and its permissions");
  JournalReplay replay;
  Replayer replayer;
  std::size_t first_damaged = 0, total = 0;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const bool is_whole = !file.eof();
    total += line.size() + (is_whole ? 1 : 0);
    if (!is_whole || !is_intact(line)) {
      if (number == 1)
        throw UserError(fmt::format("{}:1: this is not a journal", path),
                        "its first record, the header, is not intact",
                        "name another result file, or restore this one's journal from a copy");
      if (first_damaged == 0) first_damaged = number;
      continue;
    }
    if (first_damaged != 0) refuse_damaged(path, first_damaged);
    at_line(path, number, [&] { replayer.apply(json::parse(std::string_view(line).substr(9))); });
    replay.intact_bytes = total;
  }
  if (file.bad()) throw system_error("cannot read", path, "check that it is a file and the disk is sound");
  if (total == 0)
    throw UserError(fmt::format("{} is empty", path), "a journal begins with a header record",
                    "delete it to start the sweep afresh");
  replay.torn_bytes = total - replay.intact_bytes;
  replay.contents = replayer.finished();
  return replay;
}

}  // namespace friendly
