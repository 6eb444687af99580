#include "app/DataOptions.hpp"

#include <cstdlib>

namespace friendly {

void add_data_option(CommandLine& line) {
  line.option("data", "DIR", "folder of the data sets; default: $FRIENDLY_DATA or data");
}

std::vector<std::string> data_folders(const CommandLine& line) {
  if (line.has("data")) return {line.get("data")};
  const char* variable = std::getenv("FRIENDLY_DATA");
  return {variable != nullptr ? variable : "data"};
}

}  // namespace friendly
