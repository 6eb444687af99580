#pragma once
#include <string>

namespace friendly {

std::string program_version();  ///< as in CMakeLists.txt, e.g. "0.1.0"
std::string program_commit();   ///< `git describe` of the tree that was built, or "unknown"
std::string compiler_name();    ///< e.g. "GNU 12.2.0"

}  // namespace friendly
