#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace friendly {

/// A line of a drawing: a value for each epoch, NaN where there is none, and what marks it.
struct Curve {
  std::string name, mark;
  std::vector<double> values;
};

/// Draws curves with characters: `columns` wide in all, `lines` high without the axis and the legend beneath.
/// If there are more epochs than room, neighbours are averaged. Where curves meet, the first one is seen.
/// Empty if there are no values at all.
std::string drawing_of(const std::vector<Curve>& curves, std::size_t columns, std::size_t lines);

}  // namespace friendly
