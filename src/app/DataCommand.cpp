#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <map>

#include "app/Commands.hpp"
#include "app/DataOptions.hpp"
#include "config/CommandLine.hpp"
#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "core/Interruption.hpp"
#include "core/Suggest.hpp"
#include "dataset/ContactSheet.hpp"
#include "dataset/Fetch.hpp"
#include "dataset/GeneratedFile.hpp"
#include "dataset/Inventory.hpp"
#include "dataset/LoadDataset.hpp"
#include "formats/ImageFile.hpp"
#include "system/Signals.hpp"

namespace friendly {
namespace {

using Arguments = std::vector<std::string>;

CommandLine list_line() {
  CommandLine line("data list", "[options]", "Lists every data set and whether it is present.");
  add_data_option(line);
  return line;
}

int list_command(const Arguments& arguments) {
  CommandLine line = list_line();
  if (line.parse(arguments)) std::cout << list_datasets(data_folders(line));
  return kAllDone;
}

CommandLine make_line() {
  CommandLine line("data make", "NAME [options]",
                   "Generates one of Larochelle et al.'s data sets. The digit sets are made from MNIST\n"
                   "(`friendly data fetch mnist`), their backgrounds from photographs.");
  line.positional("NAME", "one of " + alternatives(generated_names()));
  line.option("seed", "N", "seed of the random numbers", "1");
  line.option("n_test", "N", "number of test examples", "50000");
  line.option("photographs", "DIR",
              "folder of PNG, JPEG or PGM files; default: those in Debian's python3-skimage");
  line.flag("force", "replace a set that was made with other options");
  add_data_option(line);
  line.offer("NAME", generated_names());
  return line;
}

int make_command(const Arguments& arguments) {
  CommandLine line = make_line();
  if (!line.parse(arguments)) return kAllDone;
  GeneratorRequest request;
  request.name = line.get("NAME");
  request.seed = line.get_count("seed", 0);
  request.n_test = line.get_count("n_test", 1);
  if (line.has("photographs")) request.photographs = line.get("photographs");
  const std::string path = make_dataset(request, data_folders(line), line.flag_is_set("force"));
  std::cout << fmt::format("{} is in {}\n", request.name, path);
  return kAllDone;
}

CommandLine fetch_line() {
  CommandLine line("data fetch", "NAME [options]",
                   "Downloads a data set from its origin and verifies it. An interrupted download resumes.\n"
                   "`friendly data make` makes sets like those of Larochelle et al. without a network.");
  line.positional("NAME", "the data set; `friendly data list` shows all");
  add_data_option(line);
  line.offer("NAME", dataset_names());
  return line;
}

int fetch_command(const Arguments& arguments) {
  CommandLine line = fetch_line();
  if (!line.parse(arguments)) return kAllDone;
  std::cout << fetch_dataset(dataset_info(line.get("NAME")), data_folders(line).front()) << "\n";
  return kAllDone;
}

CommandLine verify_line() {
  CommandLine line("data verify", "NAME [options]", "Reads a whole data set and compares its checksum.");
  line.positional("NAME", "the data set; `friendly data list` shows all");
  add_data_option(line);
  line.offer("NAME", dataset_names());
  return line;
}

int verify_command(const Arguments& arguments) {
  CommandLine line = verify_line();
  if (!line.parse(arguments)) return kAllDone;
  std::cout << verify_dataset(dataset_info(line.get("NAME")), data_folders(line)) << "\n";
  return kAllDone;
}

CommandLine show_line() {
  CommandLine line("data show", "NAME [options]",
                   "Draws training examples as a PNG file, one row per class.");
  line.positional("NAME", "the data set; `friendly data list` shows all");
  line.option("out", "FILE", "the PNG file to write", "sheet.png");
  line.flag("force", "replace the PNG file if it exists");
  line.option("columns", "N", "number of examples per class", "16");
  line.option("noisy_labels", "SHARE", "share of labels to replace by wrong ones", "0");
  line.option("seed", "N", "seed of the split and of the wrong labels", "1");
  add_data_option(line);
  line.offer("NAME", dataset_names());
  return line;
}

int show_command(const Arguments& arguments) {
  CommandLine line = show_line();
  if (!line.parse(arguments)) return kAllDone;
  DatasetRequest request;
  request.name = line.get("NAME");
  request.seed = line.get_count("seed", 0);
  request.noisy_labels = line.get_real("noisy_labels", 0);
  ensure_writable(line.get("out"));
  ensure_free(line.get("out"), line.flag_is_set("force"), "\x89PNG", "a PNG file");
  const Dataset dataset = load_dataset(request, data_folders(line));
  write_png(line.get("out"), contact_sheet(dataset.train, line.get_count("columns", 1), 2));
  std::cout << fmt::format("{}; {}\n", line.get("out"), dataset.origin);
  return kAllDone;
}

struct Action {
  CommandLine (*line)();
  int (*run)(const Arguments&);
};

const std::map<std::string, Action>& actions() {
  static const std::map<std::string, Action> table = {{"fetch", {fetch_line, fetch_command}},
                                                      {"list", {list_line, list_command}},
                                                      {"make", {make_line, make_command}},
                                                      {"show", {show_line, show_command}},
                                                      {"verify", {verify_line, verify_command}}};
  return table;
}

}  // namespace

std::vector<CommandLine> data_lines() {
  std::vector<CommandLine> lines;
  for (const auto& [name, action] : actions()) lines.push_back(action.line());
  return lines;
}

int data_command(const Arguments& arguments) {
  Arguments names;
  for (const auto& [name, action] : actions()) names.push_back(name);
  const std::string help =
      fmt::format("friendly data {} [options]; --help after each explains it", fmt::join(names, " | "));
  if (!arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h")) {
    std::cout << help << "\n";
    return kAllDone;
  }
  if (arguments.empty()) throw UserError("command line: data needs a subcommand", "none follows it", help);
  const auto action = actions().find(arguments[0]);
  if (action == actions().end())
    throw UserError(fmt::format("command line: there is no \"data {}\"", arguments[0]),
                    unknown_name(arguments[0], names), help);
  catch_stop_signals();
  const InterruptionScope until(stop_was_requested);
  return action->second.run({arguments.begin() + 1, arguments.end()});
}

}  // namespace friendly
