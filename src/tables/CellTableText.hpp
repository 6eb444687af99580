#pragma once
#include <string>

#include "tables/CellTable.hpp"
#include "tables/TextTable.hpp"

namespace friendly {

/// For people, a line per row, or three where there are published numbers (ours, published, the difference in
/// standard errors), what improves on CT in bold, and beneath it the convention, how the table agrees with
/// the published one and what was left out. For programs, a record per cell.
std::string cell_table_text(const CellTable& table, TableFormat format);

}  // namespace friendly
