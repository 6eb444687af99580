#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tables/TextTable.hpp"

namespace friendly {

/// A table for programs. Numbers have all their digits; a missing value is null.
struct RecordTable {
  std::vector<std::string> columns;
  std::vector<std::vector<nlohmann::json>> rows;  ///< of strings, numbers, booleans and nulls
};

/// Adds a row, whose numbers may be NaN: they become null.
void add_record(RecordTable& table, std::vector<nlohmann::json> values);

/// CSV, in which missing values are empty.
std::string to_csv(const RecordTable& table);

/// An array with an object for each row.
nlohmann::ordered_json to_json(const RecordTable& table);

/// Whether `format` is one of those for programs: CSV or JSON.
bool is_for_programs(TableFormat format);

/// The table in such a format.
std::string record_text(const RecordTable& table, TableFormat format);

}  // namespace friendly
