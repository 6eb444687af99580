#include "core/Error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace friendly {

UserError::UserError(const std::string& what, const std::string& why, const std::string& remedy)
    : std::runtime_error(fmt::format("{} ({}): {}", what, why, remedy)) {}

UserError UserError::at(const std::string& place) const {
  return UserError(place + ": " + what());
}

UserError system_error(const std::string& what, const std::string& path, const std::string& remedy) {
  return {what + " " + path, std::strerror(errno), remedy};
}

}  // namespace friendly
