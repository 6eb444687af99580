#include <filesystem>
#include <iostream>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "system/PythonModule.hpp"

namespace friendly {
namespace {

const PythonModule kReport = {"friendly_sweep.report",
                              {"h5py", "pandas", "matplotlib", "scipy", "statsmodels", "jinja2"}};

}  // namespace

CommandLine report_line() {
  CommandLine line(
      "report", "RESULTS.h5 -o REPORT.html [options]",
      "Writes tables, figures, trials and failures of a result file as one HTML page. It is made by\n"
      "the Python package friendly_sweep.");
  line.positional("FILE", "the result file");
  line.option("output,o", "FILE", "the page to write");
  line.flag("force", "replace the page if it exists");
  return line;
}

int report_command(const std::vector<std::string>& arguments) {
  CommandLine line = report_line();
  if (!line.parse(arguments)) return kAllDone;
  if (!line.has("output"))
    throw UserError("command line: -o is missing", "it names the page to write", "add -o report.html");
  const std::string file = line.get("FILE");
  if (!std::filesystem::exists(file))
    throw UserError("there is no file " + file, "the report is about a result file", "check the name");
  ensure_free(line.get("output"), line.flag_is_set("force"), "<!", "a page");
  run_python(kReport, {file, "-o", line.get("output")});
}

}  // namespace friendly
