#pragma once
#include <string>
#include <vector>

namespace friendly {

/// Exit statuses of the program.
enum ExitStatus { kAllDone = 0, kSomeFailed = 1, kUsage = 2, kInterrupted = 3 };

// The subcommands: arguments after the subcommand's name in, exit status out. They throw UserError.
int train_command(const std::vector<std::string>& arguments);
int sweep_command(const std::vector<std::string>& arguments);
int plan_command(const std::vector<std::string>& arguments);
int status_command(const std::vector<std::string>& arguments);
int tables_command(const std::vector<std::string>& arguments);
int export_command(const std::vector<std::string>& arguments);
int data_command(const std::vector<std::string>& arguments);

}  // namespace friendly
