#pragma once
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Declares an option for each hyperparameter.
void add_trial_options(CommandLine& line);

/// The specification that the options say, on top of the defaults of their method and architecture.
/// `datasets` are the names that exist. Throws UserError.
TrialSpec trial_from_options(const CommandLine& line, const std::vector<std::string>& datasets);

/// Throws UserError naming the nearest data set if `name` is none of `datasets`.
void check_dataset_name(const std::string& name, const std::vector<std::string>& datasets,
                        const std::string& where);

}  // namespace friendly
