#pragma once
#include <string>

namespace friendly {

/// When all trials of a sweep have ended: of the classifiers beside `result_file`, keeps those of the winners
/// (tables/Winners.hpp) and removes the others. Says on standard error where they are and, for each that is
/// missing, the command that trains it, which begins with `training_line`. Throws UserError if the disk
/// refuses.
void keep_winners(const std::string& result_file, const std::string& training_line);

}  // namespace friendly
