#include "core/Log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include "core/TerminalText.hpp"

namespace friendly {

void start_logging(int rank, bool verbose, bool beside_live_line) {
  auto logger =
      std::make_shared<spdlog::logger>("friendly", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern(fmt::format("{}%H:%M:%S %^%l%$ {}%v", beside_live_line ? kReplaceLine : "",
                                  rank == 0 ? "" : fmt::format("rank {}: ", rank)));
  logger->set_level(verbose ? spdlog::level::debug : spdlog::level::info);
  spdlog::set_default_logger(logger);
}

}  // namespace friendly
