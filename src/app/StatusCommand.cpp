#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/Process.hpp"
#include "results/SweepStatus.hpp"
#include "system/Signals.hpp"

namespace friendly {
namespace {

constexpr std::chrono::seconds kWatchInterval{2};

SweepStatus status_now(const std::string& file) {
  const double now = unix_time();
  return status_of(traces_of(file, now), now);
}

}  // namespace

CommandLine status_line() {
  CommandLine line("status", "RESULTS.h5 [options]",
                   "Shows how far a sweep has got, even while it runs on another node.");
  line.positional("FILE", "the sweep's result file");
  line.flag("watch", "refresh until all trials have ended");
  line.flag("json", "print one JSON object (with --watch, one line per refresh)");
  return line;
}

int status_command(const std::vector<std::string>& arguments) {
  CommandLine line = status_line();
  if (!line.parse(arguments)) return kAllDone;

  catch_stop_signals();
  const bool is_terminal = ::isatty(STDOUT_FILENO) != 0;
  while (true) {
    const SweepStatus status = status_now(line.get("FILE"));
    if (line.flag_is_set("json"))
      std::cout << to_json(status).dump() << std::endl;
    else
      std::cout << (line.flag_is_set("watch") && is_terminal ? "\033[H\033[J" : "") << status_text(status)
                << std::flush;
    if (!line.flag_is_set("watch") || status.ended == status.points || stop_was_requested()) return kAllDone;
    std::this_thread::sleep_for(kWatchInterval);
  }
}

}  // namespace friendly
