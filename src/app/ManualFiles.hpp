#pragma once
#include <string>

#include "config/ProgramManual.hpp"

namespace friendly {

/// Writes the man pages and the completions of bash, zsh and fish below `folder`, laid out as below
/// /usr/share. Throws UserError if the disk refuses.
void write_manual(const ProgramManual& program, const std::string& folder);

}  // namespace friendly
