#pragma once
#include "config/CommandLine.hpp"
#include "tables/TextTable.hpp"

namespace friendly {

/// Declares --format.
void add_format_option(CommandLine& line);

/// The format that a parsed `line` asks for: text on a terminal and Markdown elsewhere if none. Throws
/// UserError for an unknown one.
TableFormat format_of(const CommandLine& line);

}  // namespace friendly
