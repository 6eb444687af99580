#include "config/GridPoints.hpp"

#include <algorithm>

namespace friendly {
namespace {

/// Axes that take their values together.
struct Dial {
  std::vector<const Axis*> axes;
  std::size_t choice = 0;

  std::size_t size() const { return axes.front()->values.size(); }

  void apply(TrialSpec& spec) const {
    for (const Axis* axis : axes) set_value(spec, *axis->hyperparameter, axis->values[choice], axis->where);
  }

  /// Whether the defaults of other hyperparameters depend on it.
  bool decides_defaults() const {
    return std::any_of(axes.begin(), axes.end(), [](const Axis* axis) {
      return axis->hyperparameter->name == "method" || axis->hyperparameter->name == "arch";
    });
  }
};

std::vector<Dial> dials_of(const std::vector<Axis>& axes) {
  std::vector<Dial> dials;
  Dial drawn;
  for (const auto& row : hyperparameters())
    for (const Axis& axis : axes) {
      if (axis.hyperparameter != &row) continue;
      if (axis.is_drawn)
        drawn.axes.push_back(&axis);
      else
        dials.push_back({{&axis}});
    }
  if (!drawn.axes.empty()) dials.push_back(drawn);
  return dials;
}

TrialSpec with_defaults(const std::vector<Dial>& dials) {
  TrialSpec given;
  for (const Dial& dial : dials) dial.apply(given);
  TrialSpec spec = default_spec(given.method, given.arch);
  for (const Dial& dial : dials) dial.apply(spec);
  return spec;
}

// Makes `point` the next one by changing only what differs, a single value for most of a million points.
// Returns false after the last one.
bool advance(std::vector<Dial>& dials, TrialSpec& point) {
  bool changes_defaults = false;
  for (std::size_t i = dials.size(); i-- > 0;) {
    Dial& dial = dials[i];
    if (dial.size() == 1) continue;
    changes_defaults = changes_defaults || dial.decides_defaults();
    const bool has_next = ++dial.choice < dial.size();
    if (!has_next) dial.choice = 0;
    dial.apply(point);
    if (!has_next) continue;
    if (changes_defaults) point = with_defaults(dials);
    return true;
  }
  return false;
}

}  // namespace

void for_each_point(const std::vector<Axis>& axes, const std::function<void(const TrialSpec& point)>& visit) {
  std::vector<Dial> dials = dials_of(axes);
  TrialSpec point = with_defaults(dials);
  do visit(point);
  while (advance(dials, point));
}

}  // namespace friendly
