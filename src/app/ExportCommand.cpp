#include <fmt/format.h>

#include <iostream>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "core/TerminalText.hpp"
#include "results/ResultFile.hpp"
#include "tables/CsvExport.hpp"

namespace friendly {

CommandLine export_line() {
  CommandLine line("export", "RESULTS.h5 --csv DIR [options]",
                   "Writes the tables of a result file as trials.csv and epochs.csv.");
  line.positional("FILE", "the result file");
  line.option("csv", "DIR", "the folder to write to; created if it is absent");
  line.flag("force", "replace the two files if they exist");
  return line;
}

int export_command(const std::vector<std::string>& arguments) {
  CommandLine line = export_line();
  if (!line.parse(arguments)) return kAllDone;
  if (!line.has("csv"))
    throw UserError("command line: --csv is missing", "it names the folder to write to", "add --csv DIR");
  for (const char* name : {"trials.csv", "epochs.csv"})
    ensure_free(line.get("csv") + "/" + name, line.flag_is_set("force"), "", "a table");
  for (const ExportedFile& file : export_csv(read_result_file(line.get("FILE")).rows, line.get("csv")))
    std::cout << fmt::format("{}: {}\n", file.path, counted(file.rows, "row"));
  return kAllDone;
}

}  // namespace friendly
