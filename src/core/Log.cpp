#include "core/Log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace friendly {

void start_logging(int rank, bool verbose) {
  auto logger =
      std::make_shared<spdlog::logger>("friendly", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern(rank == 0 ? "%H:%M:%S %^%l%$ %v" : fmt::format("%H:%M:%S %^%l%$ rank {}: %v", rank));
  logger->set_level(verbose ? spdlog::level::debug : spdlog::level::info);
  spdlog::set_default_logger(logger);
}

}  // namespace friendly
