#include "tables/RecordTable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/Check.hpp"

namespace friendly {
namespace {

std::string csv_text(const nlohmann::json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? fmt::format("{}", value.get<double>()) : value.dump();
}

}  // namespace

void add_record(RecordTable& table, std::vector<nlohmann::json> values) {
  FRIENDLY_CHECK(values.size() == table.columns.size(), "a row has one value per column");
  for (nlohmann::json& value : values)
    if (value.is_number_float() && !std::isfinite(value.get<double>())) value = nullptr;
  table.rows.push_back(std::move(values));
}

std::string to_csv(const RecordTable& table) {
  std::string text = csv_line(table.columns);
  for (const auto& row : table.rows) {
    std::vector<std::string> cells(row.size());
    std::transform(row.begin(), row.end(), cells.begin(), csv_text);
    text += csv_line(cells);
  }
  return text;
}

nlohmann::ordered_json to_json(const RecordTable& table) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    auto record = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < row.size(); ++i) record[table.columns[i]] = row[i];
    list.push_back(std::move(record));
  }
  return list;
}

bool is_for_programs(TableFormat format) {
  return format == TableFormat::csv || format == TableFormat::json;
}

std::string record_text(const RecordTable& table, TableFormat format) {
  FRIENDLY_CHECK(is_for_programs(format), "a format for programs");
  return format == TableFormat::csv ? to_csv(table) : to_json(table).dump(2) + "\n";
}

}  // namespace friendly
