#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "results/ResultSet.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {

/// `run` and `seed`: what distinguishes the repetitions of a setting (the hyperparameters of that role).
using Repetition = std::pair<std::int64_t, std::int64_t>;

/// Errors of a trial's reported epoch, in percent.
struct TrialErrors {
  double valid = 0, test = 0;
  std::size_t row = 0;  ///< the trial's place among the rows that were grouped
};

/// Trials that differ only in their repetition.
struct Setting {
  TrialSpec spec;                              ///< canonical, of the first of these trials
  std::map<Repetition, TrialErrors> finished;  ///< the trials with a reported epoch
  std::string left;                            ///< where it left its race: "after run 1"; empty: it did not
};

/// Trials of one experiment: they differ only in hyperparameters that are searched over and in their
/// repetition.
struct Group {
  TrialSpec spec;  ///< canonical, of the first trial
  std::vector<Setting> settings;
  std::map<std::string, int>
      left_out;  ///< trials without a reported epoch, by reason; not those that left a race

  std::map<std::string, std::size_t> leavers() const;  ///< number of settings by where they left their race
};

/// Groups rows by the hyperparameters of role `experiment` and those in `further`. Groups and settings are in
/// the order of their first rows.
std::vector<Group> group_rows(const std::vector<TrialRow>& rows,
                              const std::vector<const Hyperparameter*>& further = {});

/// A setting as select_best() compares it.
struct Selection {
  const Setting* setting = nullptr;               ///< in the group; null if no trial has a reported epoch
  std::set<Repetition> repetitions;               ///< those on which settings were compared
  std::vector<double> valid_errors, test_errors;  ///< of `setting`, on these repetitions
  std::vector<std::size_t> rows;                  ///< their trials' places among the rows that were grouped
  std::size_t competitors = 0;                    ///< settings compared, and those that left their race
};

/// Compares the settings of a group on the same repetitions and selects the one with the lowest mean
/// validation error, the first if several are equal (docs/method.md, "Evaluation and model selection"). Of
/// all settings' sets of finished repetitions, it takes the one on which most trials are compared: whose size
/// times the number of settings that have all of it is largest, and the larger set if two are equal. So
/// neither a setting with an extra run nor one that lacks a run hides the others. Settings that left a race
/// are not compared.
Selection select_best(const Group& group);

/// How many settings have results, but not for all of the repetitions that were compared.
std::size_t count_not_compared(const Group& group);

/// All settings that select_best() compares, the best first; of equal ones the first of the group.
std::vector<Selection> rank_settings(const Group& group);

/// The values in `spec` of those hyperparameters of role `setting` that vary within the group and that `spec`
/// uses: "ratio_simp=0.5 beta_simp=100".
std::string varying_values(const Group& group, const TrialSpec& spec);

}  // namespace friendly
