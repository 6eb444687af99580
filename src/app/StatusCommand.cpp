#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/Process.hpp"
#include "core/TerminalText.hpp"
#include "results/Journal.hpp"
#include "results/StatusText.hpp"
#include "results/SweepStatus.hpp"
#include "system/Signals.hpp"

namespace friendly {
namespace {

constexpr std::chrono::seconds kWatchInterval{2};
const std::string kClear = "\033[H\033[J";

SweepStatus status_now(const std::string& file) {
  const double now = unix_time();
  return status_of(traces_of(file, now), now);
}

std::string text_of(const SweepStatus& status, bool as_json) {
  return as_json ? to_json(status).dump() + "\n" : status_text(status);
}

/// One refresh: text replaces what a terminal shows; anything else adds to the output.
std::string frame(const SweepStatus& status, bool as_json) {
  const auto terminal = terminal_size(STDOUT_FILENO);
  if (as_json || !terminal) return text_of(status, as_json);
  const std::size_t lines = std::max<std::size_t>(terminal->lines, 2) - 1;  // the cursor takes one
  return kClear + clipped(status_text(status), {lines, terminal->columns});
}

bool exists(const std::string& file) {
  return has_journal(file) || std::filesystem::exists(file);
}

// A sweep that is about to start has no file yet; one that has stopped may never run again.
int watch(const std::string& file, bool as_json) {
  if (!exists(file)) std::cerr << "waiting for " << file << "\n";
  for (; !stop_was_requested(); std::this_thread::sleep_for(kWatchInterval)) {
    if (!exists(file)) continue;
    const SweepStatus status = status_now(file);
    std::cout << frame(status, as_json) << std::flush;
    if (!status.is_running) return status.is_complete() ? kAllDone : kInterrupted;
  }
  return kInterrupted;
}

}  // namespace

CommandLine status_line() {
  CommandLine line("status", "RESULTS.h5 [options]",
                   "Shows how far a sweep has got, even while it runs on another node.");
  line.positional("FILE", "the sweep's result file");
  line.flag(
      "watch",
      "wait for the sweep to start and refresh until it ends; the status is then 0, or 3 if trials are left");
  line.flag("json", "print one JSON object (with --watch, one line per refresh)");
  return line;
}

int status_command(const std::vector<std::string>& arguments) {
  CommandLine line = status_line();
  if (!line.parse(arguments)) return kAllDone;
  catch_stop_signals();
  const std::string file = line.get("FILE");
  const bool as_json = line.flag_is_set("json");
  if (line.flag_is_set("watch")) return watch(file, as_json);
  std::cout << text_of(status_now(file), as_json) << std::flush;
  return kAllDone;
}

}  // namespace friendly
