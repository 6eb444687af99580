#pragma once
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "core/Error.hpp"

namespace friendly {

using IntList = std::vector<std::int64_t>;

/// One named member of a record. JSON messages, HDF5 columns, the command line and the help are all derived
/// from lists of fields, so each member is described only once.
template <class Record>
struct Field {
  using Member = std::variant<std::string Record::*, std::int64_t Record::*, double Record::*, bool Record::*,
                              IntList Record::*>;
  std::string name;
  Member member;
  std::string help;
  std::string unit = "";
};

/// A real number as JSON: NaN, which also means "not set", is null. JSON lacks infinities; they are the
/// strings "inf" and "-inf".
inline nlohmann::json real_to_json(double value) {
  if (std::isnan(value)) return nullptr;
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

/// The inverse of real_to_json().
inline double real_from_json(const nlohmann::json& value) {
  if (value.is_null()) return std::nan("");
  if (value.is_string()) return value == "inf" ? HUGE_VAL : -HUGE_VAL;
  return value.get<double>();
}

/// `record` as a JSON object with one member per field.
template <class Record, class Fields>
nlohmann::json record_to_json(const Record& record, const Fields& fields) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& field : fields)
    std::visit(
        [&](auto member) {
          if constexpr (std::is_same_v<decltype(member), double Record::*>)
            object[field.name] = real_to_json(record.*member);
          else
            object[field.name] = record.*member;
        },
        field.member);
  return object;
}

/// The record that record_to_json() wrote. Fields that `object` lacks, because the version that wrote it did
/// not have them, keep their values in `defaults`. Throws UserError if `object` is not an object, or
/// naming the first field that has another type.
template <class Record, class Fields>
Record record_from_json(const nlohmann::json& object, const Fields& fields, const Record& defaults = {}) {
  if (!object.is_object())
    throw UserError("cannot read a record", "it is " + object.dump() + " instead of an object",
                    "use the version of friendly that wrote it");
  Record record = defaults;
  for (const auto& field : fields) {
    const auto found = object.find(field.name);
    if (found == object.end()) continue;
    try {
      const auto& value = *found;
      std::visit(
          [&](auto member) {
            if constexpr (std::is_same_v<decltype(member), double Record::*>)
              record.*member = real_from_json(value);
            else
              value.get_to(record.*member);
          },
          field.member);
    } catch (const nlohmann::json::exception& error) {
      throw UserError("cannot read the field \"" + field.name + "\"", error.what(),
                      "use the version of friendly that wrote it");
    }
  }
  return record;
}

}  // namespace friendly
