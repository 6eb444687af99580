#include "config/GridText.hpp"

#include <fmt/format.h>

#include "trial/Hyperparameters.hpp"

namespace friendly {

// JSON's strings, numbers, booleans and lists are also TOML's.
std::string grid_text(const std::string& name, const TrialSpec& spec, const std::vector<std::int64_t>& runs) {
  const nlohmann::json values = to_json(spec);
  std::string text = fmt::format("[[grid]]\nname = {}\n", nlohmann::json(name).dump());
  for (const auto& row : hyperparameters()) {
    const nlohmann::json value = row.name == "run" ? nlohmann::json(runs) : values.at(row.name);
    if (is_used(row, spec) && !value.is_null()) text += fmt::format("{} = {}\n", row.name, value.dump());
  }
  return text;
}

}  // namespace friendly
