#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace friendly {

/// What was decided at the end of a rung of a race (search/Race.hpp).
struct Decision {
  /// A setting that took part.
  struct Place {
    std::string key;              ///< of its first trial
    std::optional<double> error;  ///< mean validation error, in percent; none: one of its trials failed
    bool goes_on = false;
  };
  std::string race;           ///< its name, for people
  std::string id;             ///< its identity: a digest of the rule and all trials
  std::int64_t rung = 0;      ///< from 0
  std::int64_t rungs = 1;     ///< how many the race has
  std::string rung_name;      ///< "run 2", "epoch 20"
  std::vector<Place> places;  ///< the best first

  std::int64_t going_on() const;
  /// Why the setting at this place left: the reason in the rows of its trials.
  std::string reason_to_leave(std::size_t place) const;
};

nlohmann::json to_json(const Decision& decision);
/// The inverse of to_json(). Throws nlohmann::json::exception for anything else.
Decision decision_from_json(const nlohmann::json& object);

}  // namespace friendly
