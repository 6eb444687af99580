#include "search/Races.hpp"

#include <algorithm>
#include <utility>

#include "core/Check.hpp"

namespace friendly {

Races::Races(std::vector<Race> races) {
  std::size_t place = 0;
  for (Race& race : races) {
    for (const Race::Contender& contender : race.contenders)
      for (std::size_t rung = 0; rung < contender.keys.size(); ++rung)
        for (const std::string& key : contender.keys[rung])
          FRIENDLY_CHECK(places_.emplace(key, Place{states_.size(), rung}).second,
                         "a trial runs in one race");
    State& state = states_.emplace_back();
    state.race = std::move(race);
    state.first_place = place;
    for (std::size_t c = 0; c < state.race.contenders.size(); ++c) state.contenders.push_back(c);
    place += trials_before(state, state.race.rungs.size());
    begin_rung(state);
  }
}

// The most that these rungs can have, since they may be of contenders with the most trials.
std::size_t Races::trials_before(const State& state, std::size_t rung) const {
  std::size_t trials = 0;
  for (std::size_t r = 0; r < rung; ++r) {
    std::size_t most = 0;
    for (std::size_t c = 0; c < state.race.contenders.size(); ++c)
      most = std::max(most, state.race.trials(c, r).size());
    trials += most * state.race.rungs[r].places;
  }
  return trials;
}

bool Races::is_scored(const std::string& key, std::int64_t epochs) const {
  const auto score = scores_.find(key);
  if (score == scores_.end()) return false;
  return score->second.epochs == 0 || (epochs > 0 && score->second.epochs >= epochs);
}

void Races::call_off(const std::function<bool(const std::string& key)>& is_concerned) {
  for (State& state : states_)
    if (is_concerned(state.race.contenders.front().keys[0].front())) state.is_over = true;
}

// As Race::trials(), for one that has not left.
bool Races::is_trained_now(const State& state, const std::string& key) const {
  if (state.is_over || left_.count(key) > 0) return false;
  const auto& rungs = state.race.rungs;
  const bool adds_only = state.rung > 0 && rungs[state.rung].epochs == rungs[state.rung - 1].epochs;
  const std::size_t rung = places_.at(key).rung;
  return adds_only ? rung == state.rung : rung <= state.rung;
}

void Races::begin_rung(State& state) {
  state.has_begun = true;
  state.unscored = 0;
  state.is_over = state.contenders.empty();
  for (const std::size_t contender : state.contenders)
    for (const std::string& key : state.race.trials(contender, state.rung))
      if (!is_scored(key, state.race.rungs[state.rung].epochs)) ++state.unscored;
}

void Races::record(const std::string& key, const RaceScore& score) {
  const auto place = places_.find(key);
  if (place == places_.end()) return;
  State& state = states_[place->second.race];
  const std::int64_t epochs = state.race.rungs[state.rung].epochs;
  const bool is_needed = is_trained_now(state, key) && !is_scored(key, epochs);
  scores_[key] = score;
  if (is_needed && is_scored(key, epochs)) --state.unscored;
}

std::vector<Decision> Races::decide() {
  std::vector<Decision> decisions;
  for (State& state : states_) {
    while (!state.is_over && state.unscored == 0) {
      if (state.rung + 1 == state.race.rungs.size()) {
        state.is_over = true;
        break;
      }
      decisions.push_back(
          friendly::decide(state.race, state.rung, state.contenders,
                           [this](const std::string& key) -> const RaceScore& { return scores_.at(key); }));
      apply(state, decisions.back());
    }
  }
  return decisions;
}

void Races::replay(const Decision& decision) {
  for (State& state : states_)
    if (state.race.id == decision.id && static_cast<std::int64_t>(state.rung) == decision.rung)
      apply(state, decision);
}

void Races::apply(State& state, const Decision& decision) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < decision.places.size(); ++i) places[decision.places[i].key] = i;
  std::vector<std::size_t> going_on;
  for (const std::size_t contender : state.contenders) {
    const auto& keys = state.race.contenders[contender].keys;
    const std::size_t place = places.at(keys[0].front());
    if (decision.places[place].goes_on) {
      going_on.push_back(contender);
      continue;
    }
    for (const auto& of_rung : keys)
      for (const std::string& key : of_rung) {
        left_.insert(key);
        leavers_.push_back({key, decision.reason_to_leave(place)});
      }
  }
  state.contenders = std::move(going_on);
  ++state.rung;
  begin_rung(state);
}

std::vector<RungTrials> Races::begun() {
  std::vector<RungTrials> all;
  for (State& state : states_) {
    if (!std::exchange(state.has_begun, false) || state.is_over) continue;
    RungTrials& trials = all.emplace_back();
    trials.epochs = state.race.rungs[state.rung].epochs;
    trials.trained_before = state.rung > 0 ? state.race.rungs[state.rung - 1].epochs : 0;
    trials.place = state.first_place + trials_before(state, state.rung);
    for (const std::size_t contender : state.contenders)
      for (const std::string& key : state.race.trials(contender, state.rung)) trials.keys.push_back(key);
  }
  return all;
}

bool Races::has_failed(const Race::Contender& contender) const {
  for (const auto& keys : contender.keys)
    for (const std::string& key : keys)
      if (is_scored(key, 0) && !scores_.at(key).accuracy) return true;
  return false;
}

// The epochs of a contender's trials that have not ended when `rung` has.
double Races::left_after(const State& state, std::size_t contender, std::size_t rung,
                         const EpochsOf& epochs_of) const {
  const auto& keys = state.race.contenders[contender].keys;
  const std::int64_t rung_epochs = state.race.rungs[rung].epochs;
  std::int64_t left = 0;
  for (std::size_t r = 0; r < keys.size(); ++r)
    for (const std::string& key : keys[r])
      if (!is_scored(key, 0))
        left += r > rung ? epochs_of(key) : rung_epochs > 0 ? epochs_of(key) - rung_epochs : 0;
  return static_cast<double>(left);
}

double Races::epochs_spared(const EpochsOf& epochs_of) const {
  double spared = 0;
  for (const State& state : states_) {
    if (state.is_over || state.rung + 1 == state.race.rungs.size()) continue;
    std::vector<std::size_t> sound;  // contenders that may go on
    for (const std::size_t contender : state.contenders)
      if (has_failed(state.race.contenders[contender]))
        spared += left_after(state, contender, state.rung, epochs_of);
      else
        sound.push_back(contender);
    std::size_t in = sound.size();
    for (std::size_t rung = state.rung; rung + 1 < state.race.rungs.size() && in > 0; ++rung) {
      double left = 0;  // of all that are sound
      for (const std::size_t contender : sound) left += left_after(state, contender, rung, epochs_of);
      const std::size_t stay = std::min(in, state.race.rungs[rung + 1].places);
      spared += left / static_cast<double>(sound.size()) * static_cast<double>(in - stay);
      in = stay;
    }
  }
  return spared;
}

bool Races::pause() const {
  return std::any_of(states_.begin(), states_.end(), [](const State& state) {
    return !state.is_over && state.race.rungs.front().epochs > 0;
  });
}

bool Races::are_over() const {
  return std::all_of(states_.begin(), states_.end(), [](const State& state) { return state.is_over; });
}

}  // namespace friendly
