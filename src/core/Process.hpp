#pragma once
#include <cstdint>
#include <string>

namespace friendly {

std::string program_name();  ///< how this program was called: its name or path
std::string host_name();     ///< this machine's name
double unix_time();          ///< seconds since 1970, by this machine's clock

/// When the process `pid` of this machine started, in clock ticks since boot (proc(5), field 22 of stat), or
/// "" if there is none: distinguishes it from a later process with the same id.
std::string process_start(std::int64_t pid);

}  // namespace friendly
