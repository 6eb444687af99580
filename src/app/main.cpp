#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "app/Commands.hpp"
#include "app/ManualFiles.hpp"
#include "core/BuildInfo.hpp"
#include "core/Error.hpp"
#include "core/Interrupted.hpp"
#include "core/Suggest.hpp"
#include "system/BlasKernels.hpp"
#include "system/Device.hpp"
#include "system/Memory.hpp"

namespace {

using namespace friendly;

struct Command {
  std::string name, help;
  int (*run)(const std::vector<std::string>&);
  std::vector<CommandLine> (*lines)();
  bool trains = false;
};

template <CommandLine (*line)()>
std::vector<CommandLine> one() {
  return {line()};
}

const std::vector<Command> kCommands = {
    {"train", "train one setting", train_command, one<train_line>, true},
    {"sweep", "train every point of a sweep file, on this machine or under mpirun", sweep_command,
     one<sweep_line>, true},
    {"bench", "measure how fast a setting is trained here", bench_command, one<bench_line>, true},
    {"plan", "show what a sweep would train", plan_command, one<plan_line>, true},
    {"status", "show how far a sweep has got", status_command, one<status_line>},
    {"tables", "print tables of a result file, the paper's among them", tables_command, one<tables_line>},
    {"top", "list the best settings", top_command, one<top_line>},
    {"show", "show one trial and its curve", show_command, one<show_line>},
    {"compare", "compare two result files", compare_command, one<compare_line>},
    {"confirm", "train the best settings again, with fresh runs", confirm_command, one<confirm_line>},
    {"merge", "merge two result files", merge_command, one<merge_line>},
    {"report", "write a result file's report as an HTML page", report_command, one<report_line>},
    {"export", "write a result file's tables as CSV", export_command, one<export_line>},
    {"data", "list, make, fetch, verify and show data sets", data_command, data_lines},
};

const char* const kSummary = "sweeps over Friendly Training";

ProgramManual manual() {
  ProgramManual manual = {"friendly", program_version(), kSummary, {}, {}};
  for (const Command& command : kCommands)
    manual.subcommands.push_back({command.name, command.help, command.lines()});
  manual.sections = {
      {"EXIT STATUS",
       "0: all trials are done. 1: some failed, and their rows say why. 2: something for you to correct: the "
       "command line, the sweep file, the data, a device, the disk. 3: interrupted; the same command resumes "
       "(without `--restart`)."},
      {"ENVIRONMENT",
       "`FRIENDLY_DATA` names the folder of the data sets, instead of `data` in the working "
       "folder; the option `--data` takes precedence."}};
  return manual;
}

int usage(std::ostream& stream, int status) {
  stream << "friendly " << program_version() << ": " << kSummary << "\n\n";
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
  // For the build alone.
  if (arguments[0] == "--write-manual" && arguments.size() == 2) {
    write_manual(manual(), arguments[1]);
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
  const std::string name = count > 1 ? values[1] : "";
  for (const Command& command : kCommands)
    if (command.trains && command.name == name) use_best_blas_kernels(values);
  keep_freed_memory();
  flush_denormals();
  try {
    return dispatch({values + 1, values + count});
  } catch (const UserError& error) {
    std::cerr << "friendly: " << error.what() << "\n";
    return kUsage;
  } catch (const std::filesystem::filesystem_error& error) {
    std::cerr << fmt::format("friendly: cannot use {} ({}): check the path and its permissions\n",
                             error.path1().string(), error.code().message());
    return kUsage;
  } catch (const Interrupted&) {
    return kInterrupted;
  } catch (const std::exception& error) {
    std::cerr << "friendly: " << reason_of(error) << "\n";
    return kSomeFailed;
  }
}
