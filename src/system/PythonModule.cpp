#include "system/PythonModule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "core/Error.hpp"
#include "core/Suggest.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

// Names those of its arguments that cannot be imported.
const char* const kFinder =
    "import importlib.util, sys; "
    "print(*[name for name in sys.argv[1:] if importlib.util.find_spec(name) is None])";

std::string package_of(const PythonModule& module) {
  return module.name.substr(0, module.name.find('.'));
}

void put_on_path(const std::string& folder) {
  if (folder.empty()) return;
  const char* before = std::getenv("PYTHONPATH");
  ::setenv("PYTHONPATH", (before != nullptr ? folder + ":" + before : folder).c_str(), 1);
}

std::vector<std::string> missing_modules(const PythonModule& module) {
  std::vector<std::string> names = {package_of(module)};
  names.insert(names.end(), module.libraries.begin(), module.libraries.end());
  const std::string command = fmt::format("python3 -c '{}' {}", kFinder, fmt::join(names, " "));
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw system_error("cannot start", "python3", "try again");
  std::string said;
  std::array<char, 256> block{};
  while (std::fgets(block.data(), block.size(), pipe) != nullptr) said += block.data();
  const int status = ::pclose(pipe);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw UserError("python3 does not run", "the report is made by a Python package", "install Python 3");
  std::vector<std::string> missing;
  for (std::size_t from = 0, to = 0; from < said.size(); from = to + 1) {
    to = std::min(said.find_first_of(" \n", from), said.size());
    if (to > from) missing.push_back(said.substr(from, to - from));
  }
  return missing;
}

}  // namespace

std::string python_folder() {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& folder : {program / "../share/friendly/analysis", program / "../../analysis"})
    if (std::error_code error; fs::exists(folder / "friendly_sweep", error))
      return folder.lexically_normal().string();
  return "";
}

void run_python(const PythonModule& module, const std::vector<std::string>& arguments) {
  put_on_path(python_folder());
  const auto missing = missing_modules(module);
  if (!missing.empty())
    throw UserError(
        fmt::format("python3 cannot import {}", alternatives(missing, "and")),
        fmt::format("{} needs them", module.name),
        missing.front() == package_of(module)
            ? "install the package with `pip install ./analysis` in friendly's sources"
            : fmt::format("install Debian's python3-{}, or use pip", fmt::join(missing, ", python3-")));
  std::vector<std::string> words = {"python3", "-m", module.name};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> values;
  for (std::string& word : words) values.push_back(word.data());
  values.push_back(nullptr);
  ::execvp(values[0], values.data());
  throw system_error("cannot start", "python3", "install Python 3");
}

}  // namespace friendly
