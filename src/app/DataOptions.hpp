#pragma once
#include <string>
#include <vector>

#include "config/CommandLine.hpp"

namespace friendly {

/// Declares --data.
void add_data_option(CommandLine& line);

/// The folders given by --data, by FRIENDLY_DATA, or by default.
std::vector<std::string> data_folders(const CommandLine& line);

}  // namespace friendly
