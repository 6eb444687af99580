#include "results/ProgressFile.hpp"

#include <unistd.h>

#include <cstdio>

#include "core/Error.hpp"
#include "results/InputFile.hpp"
#include "results/OutputFile.hpp"

namespace friendly {
namespace {

using nlohmann::json;

std::string progress_path(const std::string& journal) {
  return journal + "/progress";
}

}  // namespace

void write_progress(const std::string& journal, const SweepProgress& progress) {
  json running = json::object(), aside = json::array();
  for (const auto& [key, trial] : progress.running) {
    running[key] = {{"attempt", trial.attempt}, {"name", trial.name}};
    if (trial.last) running[key]["last"] = to_json(*trial.last);
  }
  for (const RankAside& rank : progress.aside)
    aside.push_back({{"rank", rank.rank}, {"host", rank.host}, {"why", rank.why}});
  json object = {
      {"time", progress.time}, {"running", running}, {"aside", aside}, {"waits_for", progress.waits_for}};
  if (progress.seconds_left) object["seconds_left"] = *progress.seconds_left;

  const std::string path = progress_path(journal), next = path + ".tmp";
  OutputFile file(next, OutputFile::Mode::create);
  file.write_all(object.dump(-1, ' ', false, json::error_handler_t::replace));
  file.close();
  if (std::rename(next.c_str(), path.c_str()) != 0)
    throw system_error("cannot replace", path, "free space on the disk, or check its permissions");
}

SweepProgress read_progress(const std::string& journal) {
  SweepProgress progress;
  try {
    const auto file = InputFile::if_exists(progress_path(journal));
    if (!file) return {};
    const json object = json::parse(file->read(0, file->size()));
    progress.time = object.at("time");
    for (const auto& [key, trial] : object.at("running").items()) {
      auto& running = progress.running[key] = {trial.at("attempt"), trial.at("name"), {}};
      if (trial.contains("last")) running.last = epoch_from_json(trial.at("last"));
    }
    for (const auto& rank : object.at("aside"))
      progress.aside.push_back({rank.at("rank"), rank.at("host"), rank.at("why")});
    progress.waits_for = object.at("waits_for");
    if (object.contains("seconds_left")) progress.seconds_left = object.at("seconds_left");
  } catch (const json::exception&) {
    return {};
  } catch (const UserError&) {
    return {};
  }
  return progress;
}

void remove_progress(const std::string& journal) {
  ::unlink(progress_path(journal).c_str());
}

}  // namespace friendly
