#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "trial/Decision.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// The rule by which the settings of a grid leave early: at each rung, the best `keep` of them go on.
struct Halving {
  enum class Over {
    run,    ///< a rung for each `run`: all settings get the first, the better ones the next
    epochs  ///< a rung at each of `rungs`, and at the last epoch
  };
  Over over = Over::run;
  double keep = 0.5;                ///< share of the settings that go on, in (0, 1); at least one does
  std::vector<std::int64_t> rungs;  ///< over epochs: those after which settings leave, increasing
  std::int64_t brackets = 1;  ///< over epochs: races among so many parts of the settings; each next one lacks
                              ///< one rung more (Hyperband)
};

/// Settings of one experiment that compete; those that fall behind are not trained any further.
struct Race {
  /// A setting. What it trains grows from rung to rung.
  struct Contender {
    std::vector<std::vector<std::string>> keys;  ///< of the trials that each rung adds
  };
  /// What the contenders of a rung train.
  struct Rung {
    std::string name;         ///< "run 2", "epoch 20", "the last epoch"
    std::int64_t epochs = 0;  ///< after which its trials pause; 0: they are trained to the end
    std::size_t places = 0;   ///< the most contenders it has
  };
  std::string name;  ///< the grid and what is compared, for people
  std::string id;    ///< digest of the rule and all trials
  std::vector<Rung> rungs;
  std::vector<Contender> contenders;

  /// The trials of a contender that `rung` trains: those that have not been trained that far before.
  std::vector<std::string> trials(std::size_t contender, std::size_t rung) const;
};

/// What is known of a trial.
struct RaceScore {
  std::int64_t epochs = 0;         ///< trained so far; 0: it has ended
  std::optional<double> accuracy;  ///< on validation data; none: it failed, or reports none
  std::vector<double> curve = {};  ///< validation accuracy by epoch; empty: not known

  /// What counts at a rung after so many epochs (0: at the end): the best accuracy until then, whether or not
  /// the trial has been trained any further. There may be no reported epoch yet, while data are being
  /// simplified.
  std::optional<double> after(std::int64_t rung_epochs) const;
};

/// The score of a trial that has ended or paused.
RaceScore score_of(const TrialOutcome& outcome);

/// The races of a grid with the rule `halving`: one for each experiment among `trials`, all that the grid
/// has, times the brackets. Settings are dealt to brackets by the digests of their keys.
std::vector<Race> make_races(const std::string& grid, const Halving& halving,
                             const std::vector<Trial>& trials);

/// Decides who of `contenders` goes on after `rung`, which is not the last: the best by mean validation error
/// over all their trials so far, by key where that is equal. Contenders with a failed trial come last and
/// never go on. `score_of` knows every trial of the rung.
Decision decide(const Race& race, std::size_t rung, const std::vector<std::size_t>& contenders,
                const std::function<const RaceScore&(const std::string& key)>& score_of);

}  // namespace friendly
