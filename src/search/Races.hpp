#pragma once
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "search/Race.hpp"

namespace friendly {

/// The trials that a rung trains, to be bundled together.
struct RungTrials {
  std::vector<std::string> keys;
  std::int64_t epochs = 0;          ///< as Race::Rung
  std::int64_t trained_before = 0;  ///< epochs after which they paused at the rung before
  std::size_t place = 0;  ///< number of trials in all rungs before, of this race and of those before
};

/// How far the races of a sweep have come. All of it follows from the races and what is recorded: the
/// coordinator, which plays them, a resumed one, which replays them, and a simulation do the same.
class Races {
 public:
  using EpochsOf = std::function<std::int64_t(const std::string& key)>;

  Races() = default;
  explicit Races(std::vector<Race> races);

  /// The trial has a score, which replaces an earlier one. Those of trials that do not race are ignored.
  void record(const std::string& key, const RaceScore& score);

  /// A decision of an earlier start. Those of races that do not exist any more are ignored.
  void replay(const Decision& decision);

  /// Decides the rungs of which all trials have their scores, except in races that are over.
  std::vector<Decision> decide();

  /// The rungs that have begun since the last call; after replay(), only the last one of each race.
  std::vector<RungTrials> begun();

  /// A trial that is not trained, or not any further, and why.
  struct Leaver {
    std::string key, reason;
  };
  /// Those who have left since the last call.
  std::vector<Leaver> take_leavers() { return std::exchange(leavers_, {}); }
  bool has_left(const std::string& key) const { return left_.count(key) > 0; }

  /// Whether the trial has a score of so many epochs; 0: of its end.
  bool is_scored(const std::string& key, std::int64_t epochs) const;
  /// Ends the races of these trials without a decision.
  void call_off(const std::function<bool(const std::string& key)>& is_concerned);

  /// How many epochs of trials that have not ended will not be trained, if nobody fails from now on: the
  /// sizes of the rungs say how many settings leave, and any of them may be the next. `epochs_of`: of a trial
  /// trained to the end.
  double epochs_spared(const EpochsOf& epochs_of) const;

  bool has(const std::string& key) const { return places_.count(key) > 0; }
  bool are_over() const;
  /// Whether there is a race in which trials pause.
  bool pause() const;

 private:
  struct Place {
    std::size_t race = 0, rung = 0;  // the rung that adds the trial
  };
  struct State {
    Race race;
    std::size_t first_place = 0;
    std::size_t rung = 0;
    std::vector<std::size_t> contenders;  // of this rung
    std::size_t unscored = 0;             // its trials without a score
    bool has_begun = true;                // since the last call of begun()
    bool is_over = false;
  };

  void begin_rung(State& state);
  void apply(State& state, const Decision& decision);
  bool is_trained_now(const State& state, const std::string& key) const;
  std::size_t trials_before(const State& state, std::size_t rung) const;
  bool has_failed(const Race::Contender& contender) const;
  double left_after(const State& state, std::size_t contender, std::size_t rung,
                    const EpochsOf& epochs_of) const;

  std::deque<State> states_;
  std::unordered_map<std::string, Place> places_;  // by key
  std::unordered_map<std::string, RaceScore> scores_;
  std::unordered_set<std::string> left_;  // keys
  std::vector<Leaver> leavers_;
};

}  // namespace friendly
