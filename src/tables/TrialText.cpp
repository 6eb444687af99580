#include "tables/TrialText.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/Error.hpp"
#include "core/Suggest.hpp"
#include "tables/Curve.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

constexpr std::size_t kLines = 12;  // of the drawing
constexpr std::size_t kMostNamed = 5;

Curve error_curve(const std::string& name, const std::string& mark, const std::vector<EpochRecord>& epochs,
                  double EpochRecord::*accuracy) {
  Curve curve{name, mark, {}};
  for (const EpochRecord& epoch : epochs) curve.values.push_back(100 * (1 - epoch.*accuracy));
  return curve;
}

bool has_values(const Curve& curve) {
  for (const double value : curve.values)
    if (std::isfinite(value)) return true;
  return false;
}

std::string percent(double accuracy) {
  return std::isnan(accuracy) ? "–" : fmt::format("{:.2f} %", 100 * (1 - accuracy));
}

// `friendly train` has no ranks, and of a lost one only the number is known.
std::string place_text(const TrialResult& result) {
  if (!result.host.empty()) return fmt::format("rank {} of {} ({})", result.rank, result.host, result.device);
  return result.device.empty() ? fmt::format("rank {}", result.rank) : result.device;
}

}  // namespace

const TrialRow& find_trial(const std::vector<TrialRow>& rows, const std::string& prefix) {
  const TrialRow* found = nullptr;
  std::vector<std::string> keys;
  for (const TrialRow& row : rows)
    if (row.trial.key.compare(0, prefix.size(), prefix) == 0) {
      found = &row;
      if (keys.size() < kMostNamed) keys.push_back(row.trial.key);
    }
  if (keys.empty())
    throw UserError(fmt::format("there is no trial {}", prefix), "no key in /trials begins with it",
                    "`friendly top` and `friendly export` show keys");
  if (keys.size() > 1)
    throw UserError(fmt::format("{} names more than one trial", prefix),
                    fmt::format("{} begin with it", alternatives(keys, "and")), "add characters");
  return *found;
}

std::string trial_text(const TrialRow& row, std::size_t columns) {
  const TrialSpec& spec = row.trial.spec;
  const TrialResult& result = row.result;
  std::string text = fmt::format("trial {}, grid {}\n", row.trial.key, row.trial.grid);
  for (const Hyperparameter& h : hyperparameters())
    if (is_used(h, spec)) text += fmt::format("  {:<24}{}\n", h.name, value_text(h, spec));
  const bool was_trained = result.status != status::kPruned || result.epochs_done > 0;
  text += fmt::format("{}{}{}\n{} of {} epochs", result.status, result.reason.empty() ? "" : ": ",
                      result.reason, result.epochs_done, spec.epochs);
  if (was_trained)
    text +=
        fmt::format(" in {:.1f} s on {}, attempt {}", result.seconds, place_text(result), result.attempts);
  text += "\n";
  if (result.best_epoch >= 0)
    text += fmt::format("reported epoch {}: error on training data {}, validation data {}, test data {}\n",
                        result.best_epoch, percent(result.best_train_acc), percent(result.best_val_acc),
                        percent(result.best_test_acc));
  std::vector<Curve> curves;
  for (const Curve& curve : {error_curve("validation error %", "o", row.epochs, &EpochRecord::val_acc),
                             error_curve("test error %", "x", row.epochs, &EpochRecord::test_acc),
                             error_curve("training error %", "·", row.epochs, &EpochRecord::train_acc)})
    if (has_values(curve)) curves.push_back(curve);
  const std::string drawing = drawing_of(curves, columns, kLines);
  return drawing.empty() ? text : text + "\n" + drawing;
}

}  // namespace friendly
