#include "trial/Hyperparameters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/Error.hpp"

namespace friendly {
namespace {

using S = TrialSpec;

bool names_method(const std::string& methods, const std::string& method) {
  for (std::size_t at = methods.find(method); at != std::string::npos; at = methods.find(method, at + 1)) {
    const std::size_t end = at + method.size();
    if ((at == 0 || methods[at - 1] == ' ') && (end == methods.size() || methods[end] == ' ')) return true;
  }
  return false;
}

std::string type_name(const Hyperparameter& hyperparameter) {
  static const char* const names[] = {"a string", "an integer", "a number", "true or false",
                                      "a list of integers"};
  return names[hyperparameter.member.index()];
}

[[noreturn]] void refuse(const Hyperparameter& hyperparameter, const nlohmann::json& value,
                         const std::string& where, const std::string& remedy) {
  throw UserError(fmt::format("{}: {} = {} is not allowed", where, hyperparameter.name, value.dump()),
                  fmt::format("{} takes {}", hyperparameter.name, value_range_text(hyperparameter)), remedy);
}

bool in_range(const Hyperparameter& h, double value) {
  return (h.lowest_is_open ? value > h.lowest : value >= h.lowest) && value <= h.highest &&
         std::isfinite(value);
}

bool is_of_type(const Hyperparameter& h, const nlohmann::json& value) {
  const auto is_count = [&h](const nlohmann::json& item) {
    return item.is_number_integer() && item >= h.lowest;
  };
  switch (h.member.index()) {
    case 0:
      return value.is_string();
    case 1:
      return value.is_number_integer();
    case 2:
      return value.is_number() || (h.optional && (value == "none" || value.is_null()));
    case 3:
      return value.is_boolean();
    default:
      return value.is_array() && std::all_of(value.begin(), value.end(), is_count);
  }
}

}  // namespace

std::vector<std::string> hyperparameter_names() {
  std::vector<std::string> names;
  for (const auto& row : hyperparameters()) names.push_back(row.name);
  return names;
}

Aliases hyperparameter_aliases() {
  Aliases aliases;
  for (const auto& row : hyperparameters())
    for (const std::string& alias : row.aliases) aliases.emplace(alias, row.name);
  return aliases;
}

bool is_used(const Hyperparameter& hyperparameter, const TrialSpec& spec) {
  return (hyperparameter.methods.empty() || names_method(hyperparameter.methods, spec.method)) &&
         (hyperparameter.only_if == nullptr || hyperparameter.only_if(spec));
}

std::string purpose_text(const Hyperparameter& hyperparameter) {
  std::string methods;
  for (const char letter : hyperparameter.methods) methods += letter == ' ' ? ", " : std::string(1, letter);
  return hyperparameter.help + (methods.empty() ? "" : fmt::format("; used by {}", methods));
}

bool is_in_key(const Hyperparameter& hyperparameter, const TrialSpec& spec) {
  if (hyperparameter.since.empty()) return true;
  const TrialSpec defaults = default_spec(spec.method, spec.arch);
  return value_text(hyperparameter, spec) != value_text(hyperparameter, defaults);
}

const Hyperparameter& find_hyperparameter(const std::string& name, const std::string& where) {
  for (const auto& row : hyperparameters())
    if (row.name == name) return row;
  throw UserError(fmt::format("{}: there is no hyperparameter \"{}\"", where, name),
                  unknown_name(name, hyperparameter_names(), hyperparameter_aliases()),
                  "correct the name; `friendly train --help` lists all");
}

void set_value(TrialSpec& spec, const Hyperparameter& hyperparameter, const nlohmann::json& value,
               const std::string& where) {
  if (!is_of_type(hyperparameter, value)) refuse(hyperparameter, value, where, "change the value");
  if (value.is_number() && !in_range(hyperparameter, value.get<double>()))
    refuse(hyperparameter, value, where, "change the value");
  if (hyperparameter.name == "n_deep" && value == 3) refuse(hyperparameter, value, where, "use 2 or 4");
  const auto& choices = hyperparameter.choices;
  if (!choices.empty() &&
      std::find(choices.begin(), choices.end(), value.get<std::string>()) == choices.end())
    refuse(hyperparameter, value, where, correction(value.get<std::string>(), choices));
  std::visit(
      [&](auto member) {
        if constexpr (std::is_same_v<decltype(member), double S::*>)
          spec.*member = value.is_number() ? value.get<double>() : kUnset;
        else
          value.get_to(spec.*member);
      },
      hyperparameter.member);
}

nlohmann::json parse_value(const Hyperparameter& hyperparameter, const std::string& text) {
  if (std::holds_alternative<std::string S::*>(hyperparameter.member)) return text;
  if (text == "yes" || text == "no") return text == "yes";
  const bool is_list =
      std::holds_alternative<IntList S::*>(hyperparameter.member) && text.substr(0, 1) != "[";
  const auto value = nlohmann::json::parse(is_list ? "[" + text + "]" : text, nullptr, false);
  return value.is_discarded() ? nlohmann::json(text) : value;
}

std::string value_text(const Hyperparameter& hyperparameter, const TrialSpec& spec) {
  return std::visit(
      [&](auto member) -> std::string {
        const auto& value = spec.*member;
        if constexpr (std::is_same_v<decltype(member), std::string S::*>)
          return value;
        else if constexpr (std::is_same_v<decltype(member), double S::*>)
          return std::isnan(value) ? "none" : fmt::format("{}", value);
        else if constexpr (std::is_same_v<decltype(member), IntList S::*>)
          return nlohmann::json(value).dump();
        else
          return fmt::format("{}", value);
      },
      hyperparameter.member);
}

std::string values_of_role(const TrialSpec& spec, Hyperparameter::Role role) {
  std::vector<std::string> values;
  for (const auto& row : hyperparameters())
    if (row.role == role) values.push_back(value_text(row, spec));
  return fmt::format("{}", fmt::join(values, "\n"));
}

std::string value_range_text(const Hyperparameter& h) {
  if (!h.choices.empty()) return alternatives(h.choices);
  std::string text = type_name(h);
  const bool bounded_below = std::isfinite(h.lowest), bounded_above = std::isfinite(h.highest);
  if (bounded_below && bounded_above)
    text += fmt::format(" from {} to {}", h.lowest, h.highest);
  else if (bounded_below)
    text += fmt::format(h.lowest_is_open ? " > {}" : " >= {}", h.lowest);
  return h.optional ? text + ", or none" : text;
}

}  // namespace friendly
