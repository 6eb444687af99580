#pragma once
#include <string>
#include <vector>

#include "core/ExitStatus.hpp"

namespace friendly {

// The subcommands. Each takes the arguments after its name, returns the exit status, and throws UserError.
int train_command(const std::vector<std::string>& arguments);
int sweep_command(const std::vector<std::string>& arguments);
int plan_command(const std::vector<std::string>& arguments);
int status_command(const std::vector<std::string>& arguments);
int tables_command(const std::vector<std::string>& arguments);
int export_command(const std::vector<std::string>& arguments);
int data_command(const std::vector<std::string>& arguments);

}  // namespace friendly
