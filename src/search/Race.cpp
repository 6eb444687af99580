#include "search/Race.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "core/Check.hpp"
#include "core/Digest.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

using Role = Hyperparameter::Role;

/// The trials of a setting.
using Repetitions = std::vector<const Trial*>;

struct Experiment {
  std::string name;
  std::vector<Repetitions> settings;
  std::map<std::string, std::size_t> places;  // of settings
};

std::string experiment_name(const TrialSpec& spec) {
  return fmt::format("{} {} {}", spec.dataset, spec.arch, spec.method);
}

// Names of experiments that differ in more than data set, networks and method get what they differ in.
void tell_apart(std::vector<Experiment>& experiments) {
  std::map<std::string, const TrialSpec*> first;  // by name
  std::map<std::string, std::set<const Hyperparameter*>> differing;
  for (const Experiment& one : experiments) {
    const TrialSpec& spec = one.settings[0][0]->spec;
    const TrialSpec& other = *first.try_emplace(one.name, &spec).first->second;
    for (const Hyperparameter& row : hyperparameters())
      if (row.role == Role::experiment && value_text(row, spec) != value_text(row, other))
        differing[one.name].insert(&row);
  }
  for (Experiment& one : experiments) {
    std::string more;
    for (const Hyperparameter* row : differing[one.name])
      more += fmt::format(" {}={}", row->name, value_text(*row, one.settings[0][0]->spec));
    one.name += more;
  }
}

// In the order of the first trials.
std::vector<Experiment> experiments_of(const std::vector<Trial>& trials) {
  std::vector<Experiment> experiments;
  std::map<std::string, std::size_t> places;
  for (const Trial& trial : trials) {
    const auto [place, is_new] =
        places.try_emplace(values_of_role(trial.spec, Role::experiment), experiments.size());
    if (is_new) experiments.push_back({experiment_name(trial.spec), {}, {}});
    Experiment& experiment = experiments[place->second];
    const std::string setting = values_of_role(trial.spec, Role::setting);
    const auto [slot, is_first] = experiment.places.try_emplace(setting, experiment.settings.size());
    if (is_first) experiment.settings.emplace_back();
    experiment.settings[slot->second].push_back(&trial);
  }
  tell_apart(experiments);
  return experiments;
}

std::vector<std::int64_t> runs_of(const Experiment& experiment) {
  std::vector<std::int64_t> runs;
  for (const Repetitions& setting : experiment.settings)
    for (const Trial* trial : setting) runs.push_back(trial->spec.run);
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  return runs;
}

void set_rungs_over_run(const Experiment& experiment, Race& race) {
  const auto runs = runs_of(experiment);
  for (const std::int64_t run : runs) race.rungs.push_back({fmt::format("run {}", run), 0, 0});
  for (std::size_t c = 0; c < race.contenders.size(); ++c) {
    race.contenders[c].keys.resize(runs.size());
    for (const Trial* trial : experiment.settings[c]) {
      const auto rung = std::lower_bound(runs.begin(), runs.end(), trial->spec.run) - runs.begin();
      race.contenders[c].keys[static_cast<std::size_t>(rung)].push_back(trial->key);
    }
  }
}

void set_rungs_over_epochs(const Experiment& experiment, const std::vector<std::int64_t>& rungs, Race& race) {
  for (const std::int64_t epochs : rungs) race.rungs.push_back({fmt::format("epoch {}", epochs), epochs, 0});
  race.rungs.push_back({"the last epoch", 0, 0});
  for (std::size_t c = 0; c < race.contenders.size(); ++c) {
    race.contenders[c].keys.resize(race.rungs.size());
    for (const Trial* trial : experiment.settings[c]) race.contenders[c].keys[0].push_back(trial->key);
  }
}

void count_places(double keep, Race& race) {
  constexpr double rounding = 1e-9;  // so that a third of 27 is 9
  std::size_t places = race.contenders.size();
  for (Race::Rung& rung : race.rungs) {
    rung.places = places;
    places = std::max<std::size_t>(
        1, static_cast<std::size_t>(std::ceil(keep * static_cast<double>(places) - rounding)));
  }
}

std::string digest_of(const Halving& halving, const Race& race) {
  std::string text = fmt::format("keep {}\n", halving.keep);
  for (const Race::Rung& rung : race.rungs) text += rung.name + "\n";
  for (const Race::Contender& contender : race.contenders)
    for (const auto& keys : contender.keys)
      for (const std::string& key : keys) text += key + "\n";
  return sha256(text).substr(0, 16);
}

Race make_race(std::string name, const Halving& halving, const Experiment& experiment,
               std::size_t first_rung) {
  Race race;
  race.name = std::move(name);
  race.contenders.resize(experiment.settings.size());
  if (halving.over == Halving::Over::run)
    set_rungs_over_run(experiment, race);
  else
    set_rungs_over_epochs(
        experiment, {halving.rungs.begin() + static_cast<std::ptrdiff_t>(first_rung), halving.rungs.end()},
        race);
  for (const Race::Contender& contender : race.contenders)
    FRIENDLY_CHECK(!contender.keys[0].empty(), "every setting takes part in the first rung");
  count_places(halving.keep, race);
  race.id = digest_of(halving, race);
  return race;
}

// Hyperband's shares: a bracket that starts s rungs before the last one gets 1 / keep^s / (s + 1) of the
// settings, for about the same epochs in all.
std::vector<std::size_t> bracket_sizes(const Halving& halving, std::size_t settings) {
  std::vector<double> weights;
  double sum = 0;
  for (std::int64_t b = 0; b < halving.brackets; ++b) {
    const auto rungs = static_cast<double>(halving.rungs.size()) - static_cast<double>(b);
    weights.push_back(std::pow(halving.keep, -rungs) / (rungs + 1));
    sum += weights.back();
  }
  std::vector<std::size_t> sizes;
  double share = 0;
  std::size_t dealt = 0;
  for (const double weight : weights) {
    share += weight;
    const auto until = static_cast<std::size_t>(std::lround(share / sum * static_cast<double>(settings)));
    sizes.push_back(until - dealt);
    dealt = until;
  }
  return sizes;
}

// By the digest of its first key, which has nothing to do with its values.
std::vector<Repetitions> in_dealing_order(std::vector<Repetitions> settings) {
  std::sort(settings.begin(), settings.end(), [](const Repetitions& one, const Repetitions& other) {
    return one.front()->key < other.front()->key;
  });
  return settings;
}

}  // namespace

std::vector<std::string> Race::trials(std::size_t contender, std::size_t rung) const {
  const auto& keys = contenders[contender].keys;
  if (rung > 0 && rungs[rung].epochs == rungs[rung - 1].epochs) return keys[rung];
  std::vector<std::string> all;
  for (std::size_t r = 0; r <= rung; ++r) all.insert(all.end(), keys[r].begin(), keys[r].end());
  return all;
}

std::vector<Race> make_races(const std::string& grid, const Halving& halving,
                             const std::vector<Trial>& trials) {
  std::vector<Race> races;
  for (Experiment& experiment : experiments_of(trials)) {
    const std::string name = fmt::format("{}: {}", grid, experiment.name);
    if (halving.brackets == 1) {
      races.push_back(make_race(name, halving, experiment, 0));
      continue;
    }
    const auto dealt = in_dealing_order(std::move(experiment.settings));
    auto next = dealt.begin();
    const auto sizes = bracket_sizes(halving, dealt.size());
    for (std::size_t b = 0; b < sizes.size(); ++b) {
      if (sizes[b] == 0) continue;
      experiment.settings.assign(next, next + static_cast<std::ptrdiff_t>(sizes[b]));
      next += static_cast<std::ptrdiff_t>(sizes[b]);
      races.push_back(make_race(fmt::format("{}, bracket {}", name, b + 1), halving, experiment, b));
    }
  }
  return races;
}

std::optional<double> RaceScore::after(std::int64_t rung_epochs) const {
  if (rung_epochs == 0 || curve.empty() || !accuracy) return accuracy;
  const auto known =
      std::min(static_cast<std::ptrdiff_t>(rung_epochs), static_cast<std::ptrdiff_t>(curve.size()));
  return *std::max_element(curve.begin(), curve.begin() + known);
}

RaceScore score_of(const TrialOutcome& outcome) {
  const TrialResult& result = outcome.result;
  RaceScore score;
  for (const EpochRecord& epoch : outcome.epochs) score.curve.push_back(epoch.val_acc);
  if (result.status == status::kPaused) {
    score.epochs = result.epochs_done;
    score.accuracy = score.curve.back();
  } else if (result.status == status::kDone && !std::isnan(result.best_val_acc)) {
    score.accuracy = result.best_val_acc;
  }
  return score;
}

Decision decide(const Race& race, std::size_t rung, const std::vector<std::size_t>& contenders,
                const std::function<const RaceScore&(const std::string& key)>& score_of) {
  FRIENDLY_CHECK(rung + 1 < race.rungs.size(), "nobody leaves after the last rung");
  Decision decision{race.name,
                    race.id,
                    static_cast<std::int64_t>(rung),
                    static_cast<std::int64_t>(race.rungs.size()),
                    race.rungs[rung].name,
                    {}};
  for (const std::size_t contender : contenders) {
    const auto& keys = race.contenders[contender].keys;
    double sum = 0, count = 0;
    bool has_failed = false;
    for (std::size_t r = 0; r <= rung; ++r)
      for (const std::string& key : keys[r]) {
        const RaceScore& score = score_of(key);
        const auto accuracy = score.after(race.rungs[rung].epochs);
        has_failed = has_failed || !accuracy;
        sum += accuracy.value_or(0);
        ++count;
      }
    const std::optional<double> error = has_failed ? std::nullopt : std::optional(100 * (1 - sum / count));
    decision.places.push_back({keys[0].front(), error, false});
  }
  std::sort(decision.places.begin(), decision.places.end(), [](const auto& one, const auto& other) {
    const auto rank = [](const Decision::Place& place) {
      return std::tuple(!place.error.has_value(), place.error.value_or(0), place.key);
    };
    return rank(one) < rank(other);
  });
  for (std::size_t i = 0; i < std::min(decision.places.size(), race.rungs[rung + 1].places); ++i)
    decision.places[i].goes_on = decision.places[i].error.has_value();
  return decision;
}

}  // namespace friendly
