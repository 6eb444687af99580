#pragma once
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
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

// Their command lines, to be parsed; those of `data` are one for each of its actions.
CommandLine train_line();
CommandLine sweep_line();
CommandLine plan_line();
CommandLine status_line();
CommandLine tables_line();
CommandLine export_line();
std::vector<CommandLine> data_lines();

}  // namespace friendly
