#pragma once
#include <string>
#include <vector>

#include "config/CommandLine.hpp"

namespace friendly {

/// Declares --data.
void add_data_option(CommandLine& line);

/// The folders to look for data sets in: the one given by --data, by FRIENDLY_DATA, or `data`.
std::vector<std::string> data_folders(const CommandLine& line);

}  // namespace friendly
