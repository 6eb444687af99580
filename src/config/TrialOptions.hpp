#pragma once
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Declares one option per hyperparameter.
void add_trial_options(CommandLine& line);

/// The specification given by the options, on top of the defaults for their method and architecture.
/// `datasets` are the valid names. Throws UserError if a value or the data set is not valid.
TrialSpec trial_from_options(const CommandLine& line, const std::vector<std::string>& datasets);

/// The options that give `spec`, as typed: "--method nft --simplifier ff --run 2"; values that are the
/// defaults for its method and architecture are omitted.
std::string options_text(const TrialSpec& spec);

/// For each option that was given and changes nothing for `spec`, a line that says so and what it is for.
std::vector<std::string> idle_options(const CommandLine& line, const TrialSpec& spec);

/// Throws UserError with the nearest data set if `name` is not one of `datasets`. `where` is the place
/// reported.
void check_dataset_name(const std::string& name, const std::vector<std::string>& datasets,
                        const std::string& where);

}  // namespace friendly
