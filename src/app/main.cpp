#include <fmt/format.h>

#include <functional>
#include <iostream>

#include "app/Commands.hpp"
#include "core/BuildInfo.hpp"
#include "core/Error.hpp"
#include "core/Interrupted.hpp"
#include "core/Suggest.hpp"
#include "system/Memory.hpp"

namespace {

using namespace friendly;

struct Command {
  std::string name, help;
  std::function<int(const std::vector<std::string>&)> run;
};

const std::vector<Command> kCommands = {
    {"train", "train one setting", train_command},
    {"sweep", "train every point of a sweep file, on this machine or under mpirun", sweep_command},
    {"plan", "show what a sweep would train", plan_command},
    {"status", "show how far a sweep has got", status_command},
    {"tables", "print the paper's table of a result file", tables_command},
    {"export", "write a result file's tables as CSV", export_command},
    {"data", "list, make, fetch, verify and show data sets", data_command},
};

int usage(std::ostream& stream, int status) {
  stream << "friendly " << program_version() << ": sweeps over Friendly Training\n\n";
  for (const Command& command : kCommands)
    stream << fmt::format("  friendly {:<8} {}\n", command.name, command.help);
  stream << "\n`friendly COMMAND --help` explains each.\n";
  return status;
}

int dispatch(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return usage(std::cerr, kUsage);
  if (arguments[0] == "--help" || arguments[0] == "-h") return usage(std::cout, kAllDone);
  if (arguments[0] == "--version") {
    std::cout << "friendly " << program_version() << " (" << program_commit() << ")\n";
    return kAllDone;
  }
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (command.name == arguments[0]) return command.run({arguments.begin() + 1, arguments.end()});
    names.push_back(command.name);
  }
  throw UserError(fmt::format("command line: there is no command \"{}\"", arguments[0]),
                  unknown_name(arguments[0], names), "`friendly --help` lists all commands");
}

}  // namespace

int main(int count, char** values) {
  keep_freed_memory();
  try {
    return dispatch({values + 1, values + count});
  } catch (const UserError& error) {
    std::cerr << "friendly: " << error.what() << "\n";
    return kUsage;
  } catch (const Interrupted&) {
    return kInterrupted;
  } catch (const std::exception& error) {
    std::cerr << "friendly: " << reason_of(error) << "\n";
    return kSomeFailed;
  }
}
