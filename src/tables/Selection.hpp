#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// What tells repetitions of one setting apart: `run` and `seed` (the hyperparameters with that role).
using Repetition = std::pair<std::int64_t, std::int64_t>;

/// Errors of one trial's reported epoch, in percent.
struct TrialErrors {
  double valid = 0, test = 0;
};

/// Trials that differ only in their repetition.
struct Setting {
  TrialSpec spec;                              ///< canonical, of the first of them
  std::map<Repetition, TrialErrors> finished;  ///< those with a reported epoch
};

/// Trials of one experiment: they differ only in hyperparameters that are searched over, and in repetitions.
struct Group {
  TrialSpec spec;  ///< canonical, of the first trial
  std::vector<Setting> settings;
  std::map<std::string, int> left_out;  ///< trials without a reported epoch, by reason
};

/// Sorts rows into groups, by the hyperparameters of role `experiment`. Groups and settings keep the order of
/// their first row.
std::vector<Group> group_rows(const std::vector<TrialRow>& rows);

/// The best setting of a group.
struct Selection {
  const Setting* setting = nullptr;               ///< null: the group has no trial to report
  std::set<Repetition> repetitions;               ///< on which settings were compared
  std::vector<double> valid_errors, test_errors;  ///< of `setting`, on these
  std::size_t competitors = 0;                    ///< settings compared
};

/// Compares the settings of a group on the same repetitions and selects the one with the lowest mean
/// validation error, the first of equals. The repetitions are those on which most trials can be compared: of
/// all settings' sets of repetitions, the one for which size times number of settings that have it is largest
/// (the larger set of equals). So neither one setting with an extra run nor one that lacks a run hides the
/// others.
Selection select_best(const Group& group);

/// The hyperparameters of role `setting` whose values are not the same throughout the group, as in `spec`:
/// "ratio_simp=0.5 beta_simp=100".
std::string varying_values(const Group& group, const TrialSpec& spec);

}  // namespace friendly
