#pragma once
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "core/ExitStatus.hpp"

namespace friendly {

// The subcommands. Each takes the arguments after its name, returns the exit status, and throws UserError.
int train_command(const std::vector<std::string>& arguments);
int sweep_command(const std::vector<std::string>& arguments);
int bench_command(const std::vector<std::string>& arguments);
int plan_command(const std::vector<std::string>& arguments);
int status_command(const std::vector<std::string>& arguments);
int tables_command(const std::vector<std::string>& arguments);
int top_command(const std::vector<std::string>& arguments);
int show_command(const std::vector<std::string>& arguments);
int compare_command(const std::vector<std::string>& arguments);
int confirm_command(const std::vector<std::string>& arguments);
int merge_command(const std::vector<std::string>& arguments);
int report_command(const std::vector<std::string>& arguments);
int export_command(const std::vector<std::string>& arguments);
int data_command(const std::vector<std::string>& arguments);

// Their command lines, to be parsed; those of `data` are one for each of its actions.
CommandLine train_line();
CommandLine sweep_line();
CommandLine bench_line();
CommandLine plan_line();
CommandLine status_line();
CommandLine tables_line();
CommandLine top_line();
CommandLine show_line();
CommandLine compare_line();
CommandLine confirm_line();
CommandLine merge_line();
CommandLine report_line();
CommandLine export_line();
std::vector<CommandLine> data_lines();

}  // namespace friendly
