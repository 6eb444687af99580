#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "trial/Hyperparameters.hpp"

namespace friendly {

/// A hyperparameter with values for it.
struct Assignment {
  const Hyperparameter* hyperparameter = nullptr;
  std::vector<nlohmann::json> values;  ///< at least one, all valid
};

/// Reads "NAME=VALUE" or "NAME=VALUE,VALUE,…", the values in brackets or not; of a hyperparameter that takes
/// lists of integers, "hidden=16,784" is one value and "hidden=[[16,784],[784]]" two. Throws UserError naming
/// `where` for an unknown name or a value that is not allowed.
Assignment parse_assignment(const std::string& text, const std::string& where);

/// The names in "arch,method". Throws UserError naming `where` for an unknown or a repeated one.
std::vector<const Hyperparameter*> parse_names(const std::string& text, const std::string& where);

}  // namespace friendly
