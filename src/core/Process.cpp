#include "core/Process.hpp"

#include <fmt/format.h>
#include <limits.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>

namespace friendly {

std::string program_name() {
  std::string name;
  std::getline(std::ifstream("/proc/self/cmdline"), name, '\0');
  return name;
}

std::string host_name() {
  char name[HOST_NAME_MAX + 1] = {};
  ::gethostname(name, HOST_NAME_MAX);
  return name;
}

double unix_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// The second field may contain spaces and ends with the last parenthesis.
std::string process_start(std::int64_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line, word;
  std::getline(file, line);
  const auto parenthesis = line.rfind(')');
  if (parenthesis == std::string::npos) return "";
  std::istringstream words(line.substr(parenthesis + 1));
  for (int field = 3; field <= 22; ++field) words >> word;
  return word;
}

}  // namespace friendly
