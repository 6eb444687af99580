#include "trial/Assignment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/Error.hpp"

namespace friendly {
namespace {

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

std::string without_brackets(const std::string& text) {
  const bool has_them = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  return has_them ? text.substr(1, text.size() - 2) : text;
}

std::vector<nlohmann::json> values_of(const Hyperparameter& hyperparameter, const std::string& text) {
  if (std::holds_alternative<IntList TrialSpec::*>(hyperparameter.member)) {
    const auto value = parse_value(hyperparameter, text);
    const bool is_axis = value.is_array() && !value.empty() && value.front().is_array();
    return is_axis ? value.get<std::vector<nlohmann::json>>() : std::vector<nlohmann::json>{value};
  }
  std::vector<nlohmann::json> values;
  for (const std::string& part : parts_of(without_brackets(text)))
    values.push_back(parse_value(hyperparameter, part));
  return values;
}

}  // namespace

Assignment parse_assignment(const std::string& text, const std::string& where) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    throw UserError(fmt::format("{}: {} gives no value", where, text), "it takes NAME=VALUE",
                    "write for instance epochs=20 or run=1,2,3");
  Assignment assignment;
  assignment.hyperparameter = &find_hyperparameter(text.substr(0, equals), where);
  assignment.values = values_of(*assignment.hyperparameter, text.substr(equals + 1));
  if (assignment.values.empty())
    throw UserError(fmt::format("{}: {} has no values", where, assignment.hyperparameter->name),
                    "the list is empty", "give it a value");
  TrialSpec scratch;
  for (const auto& value : assignment.values) set_value(scratch, *assignment.hyperparameter, value, where);
  return assignment;
}

std::vector<const Hyperparameter*> parse_names(const std::string& text, const std::string& where) {
  std::vector<const Hyperparameter*> names;
  for (const std::string& part : parts_of(text)) {
    const Hyperparameter* row = &find_hyperparameter(part, where);
    if (std::find(names.begin(), names.end(), row) != names.end())
      throw UserError(fmt::format("{}: {} is named twice", where, part), "once is enough", "remove one");
    names.push_back(row);
  }
  return names;
}

}  // namespace friendly
