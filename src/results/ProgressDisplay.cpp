#include "results/ProgressDisplay.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace friendly {
namespace {

constexpr double kLiveInterval = 0.2, kPlainInterval = 30;  // seconds

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

std::string progress_line(const Progress& progress, std::int64_t ended_before, double seconds) {
  const auto ended = progress.done + progress.failed;
  std::string line = fmt::format("{}/{} done, {} running, {} failed", progress.done, progress.points,
                                 progress.running, progress.failed);
  if (ended > ended_before)
    line += fmt::format(", {:.0f} trials/h", static_cast<double>(ended - ended_before) * 3600 / seconds);
  if (ended < progress.points && progress.epochs_trained > 0)
    line += fmt::format(", ETA {}", duration_text(seconds * progress.epochs_left / progress.epochs_trained));
  return line + fmt::format(" ({})", duration_text(seconds));
}

ProgressDisplay::ProgressDisplay(bool is_terminal, std::int64_t ended_before)
    : is_terminal_(is_terminal), ended_before_(ended_before) {}

ProgressDisplay::~ProgressDisplay() {
  if (drawn_ && is_terminal_) std::fputc('\n', stderr);
}

void ProgressDisplay::show(const Progress& progress) {
  if (since_drawn_.seconds() >= (is_terminal_ ? kLiveInterval : kPlainInterval)) draw(progress);
}

void ProgressDisplay::finish(const Progress& progress) {
  draw(progress);
  if (is_terminal_) std::fputc('\n', stderr);
  drawn_ = false;
}

void ProgressDisplay::draw(const Progress& progress) {
  const std::string line = progress_line(progress, ended_before_, since_start_.seconds());
  if (is_terminal_)
    fmt::print(stderr, "\r\033[K{}", line);
  else
    fmt::print(stderr, "{}\n", line);
  std::fflush(stderr);
  since_drawn_.restart();
  drawn_ = true;
}

}  // namespace friendly
