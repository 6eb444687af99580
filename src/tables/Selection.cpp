#include "tables/Selection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

#include "tables/Statistics.hpp"

namespace friendly {
namespace {

using Role = Hyperparameter::Role;

// The element of `list` called `name`; if it is new, it is appended and gets `spec`.
template <class Element>
Element& element_called(const std::string& name, const TrialSpec& spec, std::vector<Element>& list,
                        std::unordered_map<std::string, std::size_t>& places) {
  const auto [place, is_new] = places.try_emplace(name, list.size());
  if (is_new) list.emplace_back().spec = spec;
  return list[place->second];
}

// "after run 1" of Decision::reason_to_leave().
std::string place_of_leaving(const std::string& reason) {
  const std::string start = "left ";
  const std::size_t first = reason.rfind(start, 0) == 0 ? start.size() : 0;
  return reason.substr(first, reason.find(',') - first);
}

void add_result(const TrialRow& row, std::size_t place, const TrialSpec& spec, Group& group,
                Setting& setting) {
  const TrialResult& result = row.result;
  if (result.status == status::kPruned)
    setting.left = place_of_leaving(result.reason);
  else if (result.status != status::kDone)
    ++group.left_out[result.status];
  else if (result.best_epoch < 0)
    ++group.left_out["without an epoch after simplification"];
  else
    setting.finished[{spec.run, spec.seed}] = {100 * (1 - result.best_val_acc),
                                               100 * (1 - result.best_test_acc), place};
}

std::set<Repetition> repetitions_of(const Setting& setting) {
  std::set<Repetition> all;
  for (const auto& [repetition, errors] : setting.finished) all.insert(repetition);
  return all;
}

/// Those that have not left their race.
std::vector<const Setting*> rivals_of(const Group& group) {
  std::vector<const Setting*> rivals;
  for (const Setting& setting : group.settings)
    if (setting.left.empty()) rivals.push_back(&setting);
  return rivals;
}

bool has_all(const Setting& setting, const std::set<Repetition>& repetitions) {
  return std::all_of(repetitions.begin(), repetitions.end(),
                     [&](const Repetition& one) { return setting.finished.count(one) > 0; });
}

std::set<Repetition> common_repetitions(const std::vector<const Setting*>& settings) {
  // Few sets are distinct, however many settings there are.
  std::map<std::set<Repetition>, std::size_t> holders;
  for (const Setting* setting : settings) ++holders[repetitions_of(*setting)];
  std::set<Repetition> best;
  std::size_t most = 0;
  for (const auto& [repetitions, unused] : holders) {
    std::size_t trials = 0;
    for (const auto& [superset, count] : holders)
      if (std::includes(superset.begin(), superset.end(), repetitions.begin(), repetitions.end()))
        trials += repetitions.size() * count;
    if (trials > most || (trials == most && repetitions.size() > best.size())) {
      most = trials;
      best = repetitions;
    }
  }
  return best;
}

}  // namespace

std::vector<Group> group_rows(const std::vector<TrialRow>& rows,
                              const std::vector<const Hyperparameter*>& further) {
  std::vector<Group> groups;
  std::unordered_map<std::string, std::size_t> places_of_groups;
  std::vector<std::unordered_map<std::string, std::size_t>> places_of_settings;
  for (std::size_t place = 0; place < rows.size(); ++place) {
    const TrialSpec spec = canonical(rows[place].trial.spec);
    std::string name = values_of_role(spec, Role::experiment) + "\n";
    for (const Hyperparameter* row : further) name += value_text(*row, spec) + "\n";
    Group& group = element_called(name, spec, groups, places_of_groups);
    places_of_settings.resize(groups.size());
    auto& places = places_of_settings[static_cast<std::size_t>(&group - groups.data())];
    Setting& setting = element_called(values_of_role(spec, Role::setting), spec, group.settings, places);
    add_result(rows[place], place, spec, group, setting);
  }
  return groups;
}

std::vector<Selection> rank_settings(const Group& group) {
  const auto rivals = rivals_of(group);
  const std::set<Repetition> repetitions = common_repetitions(rivals);
  std::vector<Selection> ranked;
  if (repetitions.empty()) return ranked;
  for (const Setting* setting : rivals) {
    if (!has_all(*setting, repetitions)) continue;
    Selection& selection = ranked.emplace_back();
    selection.setting = setting;
    selection.repetitions = repetitions;
    for (const Repetition& repetition : repetitions) {
      const TrialErrors& errors = setting->finished.at(repetition);
      selection.valid_errors.push_back(errors.valid);
      selection.test_errors.push_back(errors.test);
      selection.rows.push_back(errors.row);
    }
  }
  const std::size_t competitors = ranked.size() + group.settings.size() - rivals.size();
  for (Selection& selection : ranked) selection.competitors = competitors;
  std::stable_sort(ranked.begin(), ranked.end(), [](const Selection& one, const Selection& other) {
    return mean(one.valid_errors) < mean(other.valid_errors);
  });
  return ranked;
}

std::map<std::string, std::size_t> Group::leavers() const {
  std::map<std::string, std::size_t> counts;
  for (const Setting& setting : settings)
    if (!setting.left.empty()) ++counts[setting.left];
  return counts;
}

std::size_t count_not_compared(const Group& group) {
  const auto rivals = rivals_of(group);
  const auto finished = std::count_if(rivals.begin(), rivals.end(),
                                      [](const Setting* setting) { return !setting->finished.empty(); });
  return static_cast<std::size_t>(finished) - rank_settings(group).size();
}

Selection select_best(const Group& group) {
  const auto ranked = rank_settings(group);
  return ranked.empty() ? Selection{} : ranked.front();
}

std::string varying_values(const Group& group, const TrialSpec& spec) {
  std::vector<std::string> words;
  for (const auto& row : hyperparameters()) {
    if (row.role != Role::setting || !is_used(row, spec)) continue;
    const std::string value = value_text(row, spec);
    const auto differs = [&](const Setting& other) { return value_text(row, other.spec) != value; };
    if (std::any_of(group.settings.begin(), group.settings.end(), differs))
      words.push_back(row.name + "=" + value);
  }
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace friendly
