#include "tables/Curve.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "tables/Statistics.hpp"

namespace friendly {
namespace {

constexpr std::size_t kMargin = 10;  // for the numbers of the axis and the line beside them

// Averages of neighbours, so that no more than `most` values are left.
std::vector<double> thinned(const std::vector<double>& values, std::size_t most) {
  const std::size_t count = std::min(values.size(), most);
  std::vector<double> means;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<double> part;
    for (std::size_t j = i * values.size() / count; j < (i + 1) * values.size() / count; ++j)
      if (std::isfinite(values[j])) part.push_back(values[j]);
    means.push_back(mean(part));
  }
  return means;
}

}  // namespace

std::string drawing_of(const std::vector<Curve>& curves, std::size_t columns, std::size_t lines) {
  const std::size_t room = std::max<std::size_t>(columns, kMargin + 10) - kMargin;
  double lowest = INFINITY, highest = -INFINITY;
  std::size_t epochs = 0, width = 0;
  std::vector<std::vector<double>> shown;
  for (const Curve& curve : curves) {
    shown.push_back(thinned(curve.values, room));
    epochs = std::max(epochs, curve.values.size());
    width = std::max(width, shown.back().size());
    for (const double value : shown.back())
      if (std::isfinite(value)) {
        lowest = std::min(lowest, value);
        highest = std::max(highest, value);
      }
  }
  if (lowest > highest) return "";
  const double step = (highest - lowest) / static_cast<double>(std::max<std::size_t>(lines, 2) - 1);
  std::vector<std::vector<std::string>> field(lines, std::vector<std::string>(width, " "));
  for (std::size_t i = curves.size(); i-- > 0;)
    for (std::size_t x = 0; x < shown[i].size(); ++x)
      if (std::isfinite(shown[i][x])) {
        const double down = step > 0 ? std::round((highest - shown[i][x]) / step) : 0;
        field[static_cast<std::size_t>(down)][x] = curves[i].mark;
      }
  std::string text;
  for (std::size_t y = 0; y < lines; ++y) {
    const bool has_number = y == 0 || y + 1 == lines || y == lines / 2;
    const std::string number =
        has_number ? fmt::format("{:.4g}", highest - static_cast<double>(y) * step) : "";
    std::string line;
    for (const std::string& mark : field[y]) line += mark;
    text += fmt::format("{:>8} │{}\n", number, line.substr(0, line.find_last_not_of(' ') + 1));
  }
  std::string axis, last = fmt::format("{}", epochs - 1);
  for (std::size_t x = 0; x < width; ++x) axis += "─";
  const std::size_t gap = width > last.size() + 1 ? width - last.size() - 1 : 1;
  text += fmt::format("{:>8} └{}\n{:>10}0{}{}  epoch\n", "", axis, "", std::string(gap, ' '), last);
  std::vector<std::string> legend;
  for (const Curve& curve : curves) legend.push_back(curve.mark + " " + curve.name);
  return text + fmt::format("{:>10}{}\n", "", fmt::join(legend, "   "));
}

}  // namespace friendly
