#include "results/ProgressDisplay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "core/TerminalText.hpp"

namespace friendly {
namespace {

constexpr double kLiveInterval = 0.2, kPlainInterval = 30;  // seconds
constexpr double kSoon = 1;                                 // seconds: a shorter prediction says nothing

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

std::optional<double> Progress::left_after(double seconds) const {
  if (epochs_trained == 0) return std::nullopt;
  return seconds * std::max(0.0, epochs_left - epochs_spared) / epochs_trained;
}

std::string progress_line(const Progress& progress, std::int64_t trained_before, double seconds) {
  std::string line = fmt::format("{}/{} done, {} running, {} failed", progress.done, progress.points,
                                 progress.running, progress.failed);
  if (progress.pruned > 0) line += fmt::format(", {} pruned", progress.pruned);
  if (progress.no_data > 0) line += fmt::format(", {} without data", progress.no_data);
  if (const std::int64_t trained = progress.trained() - trained_before; trained > 0)
    line += fmt::format(", {:.0f} trials/h", static_cast<double>(trained) * 3600 / seconds);
  const double left = progress.left_after(seconds).value_or(0);
  if (progress.ended() + progress.no_data < progress.points && left >= kSoon)
    line += fmt::format(", ETA {}", duration_text(left));
  line += fmt::format(" ({})", duration_text(seconds));
  return progress.waits_for.empty() ? line : line + fmt::format(", waiting for {}", progress.waits_for);
}

ProgressDisplay::ProgressDisplay(std::size_t columns, std::int64_t trained_before)
    : columns_(columns), trained_before_(trained_before) {}

ProgressDisplay::~ProgressDisplay() {
  if (drawn_ && is_terminal()) std::fputc('\n', stderr);
}

void ProgressDisplay::show(const Progress& progress) {
  if (since_drawn_.seconds() >= (is_terminal() ? kLiveInterval : kPlainInterval)) draw(progress);
}

void ProgressDisplay::finish(const Progress& progress) {
  fmt::print(stderr, "{}{}\n", is_terminal() ? kReplaceLine : "", text(progress));
  drawn_ = false;
}

std::string ProgressDisplay::text(const Progress& progress) const {
  return progress_line(progress, trained_before_, since_start_.seconds());
}

// A live line that is too long would go on in the next one, and stay there.
void ProgressDisplay::draw(const Progress& progress) {
  if (is_terminal())
    fmt::print(stderr, "{}{}", kReplaceLine, clipped(text(progress), {1, columns_ - 1}));
  else
    fmt::print(stderr, "{}\n", text(progress));
  std::fflush(stderr);
  since_drawn_.restart();
  drawn_ = true;
}

}  // namespace friendly
