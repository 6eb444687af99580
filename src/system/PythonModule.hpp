#pragma once
#include <string>
#include <vector>

namespace friendly {

/// A Python program that is part of this one, and what it imports.
struct PythonModule {
  std::string name;                    ///< as for `python3 -m`: "friendly_sweep.report"
  std::vector<std::string> libraries;  ///< by the names with which they are imported
};

/// The folder that holds our Python packages: beside the installed program (share/friendly/analysis) or, in a
/// build, that of the sources; empty if there is none.
std::string python_folder();

/// Runs `python3 -m module.name arguments…` in place of this process, with python_folder() on its path.
/// Throws UserError naming what is missing: python3, the package or libraries.
[[noreturn]] void run_python(const PythonModule& module, const std::vector<std::string>& arguments);

}  // namespace friendly
