#include "trial/SettingNames.hpp"

#include <fmt/format.h>

namespace friendly {
namespace {

bool is_in_every_name(const Hyperparameter& row) {
  return row.name == "method" || row.name == "arch" || row.name == "dataset";
}

bool differ(const Hyperparameter& row, const TrialSpec& one, const TrialSpec& other) {
  return std::visit(
      [&](auto member) {
        const bool are_unset = one.*member != one.*member && other.*member != other.*member;
        return one.*member != other.*member && !are_unset;
      },
      row.member);
}

// Among the trials that it matters to: of the others it has been reset.
bool varies(const Hyperparameter& row, const std::vector<Trial>& trials) {
  const TrialSpec* first = nullptr;
  for (const Trial& trial : trials) {
    if (!is_used(row, trial.spec)) continue;
    if (first == nullptr) first = &trial.spec;
    if (differ(row, *first, trial.spec)) return true;
  }
  return false;
}

}  // namespace

SettingNames::SettingNames(const std::vector<Trial>& trials) {
  for (const Hyperparameter& row : hyperparameters())
    if (!is_in_every_name(row) && varies(row, trials)) varying_.push_back(&row);
}

std::string SettingNames::operator()(const TrialSpec& spec) const {
  std::string name = fmt::format("{} {} {}", spec.method, spec.arch, spec.dataset);
  for (const Hyperparameter* row : varying_)
    if (is_used(*row, spec)) name += fmt::format(" {}={}", row->name, value_text(*row, spec));
  return name;
}

}  // namespace friendly
