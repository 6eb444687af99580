#include "tables/Published.hpp"

#include <sstream>

#include "core/Check.hpp"

namespace friendly {

std::vector<PublishedCell> published_table(int number) {
  FRIENDLY_CHECK(number == 1 || number == 2, "the paper has two tables");
  std::istringstream lines(number == 1 ? kPublishedTable1 : kPublishedTable2);
  std::string line;
  std::getline(lines, line);
  FRIENDLY_CHECK(line == "arch,method,dataset,error_percent,std", "the published tables have these columns");
  std::vector<PublishedCell> cells;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    PublishedCell& cell = cells.emplace_back();
    std::getline(fields, cell.arch, ',');
    std::getline(fields, cell.method, ',');
    std::getline(fields, cell.dataset, ',');
    char comma = 0;
    fields >> cell.error >> comma >> cell.deviation;
    FRIENDLY_CHECK(!fields.fail(), "each line of a published table ends with two numbers");
  }
  return cells;
}

}  // namespace friendly
