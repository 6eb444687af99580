#include "trial/Decision.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace friendly {

std::int64_t Decision::going_on() const {
  return std::count_if(places.begin(), places.end(), [](const Place& place) { return place.goes_on; });
}

std::string Decision::reason_to_leave(std::size_t place) const {
  const auto& error = places[place].error;
  return fmt::format("left after {}, place {} of {} ({}); {} went on", rung_name, place + 1, places.size(),
                     error ? fmt::format("mean validation error {:.2f} %", *error) : "a trial failed",
                     going_on());
}

nlohmann::json to_json(const Decision& decision) {
  auto places = nlohmann::json::array();
  for (const Decision::Place& place : decision.places)
    places.push_back({place.key, place.error ? nlohmann::json(*place.error) : nullptr, place.goes_on});
  return {{"race", decision.race},   {"id", decision.id},          {"rung", decision.rung},
          {"rungs", decision.rungs}, {"name", decision.rung_name}, {"places", places}};
}

Decision decision_from_json(const nlohmann::json& object) {
  Decision decision{object.at("race"),  object.at("id"),   object.at("rung"),
                    object.at("rungs"), object.at("name"), {}};
  for (const auto& place : object.at("places")) {
    const auto& error = place.at(1);
    decision.places.push_back(
        {place.at(0), error.is_null() ? std::nullopt : std::optional(error.get<double>()), place.at(2)});
  }
  return decision;
}

}  // namespace friendly
