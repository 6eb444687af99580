#pragma once
#include <stdexcept>

namespace friendly {

/// Thrown through long work when somebody asked it to stop; what was finished is kept and the rest can go on
/// later.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

}  // namespace friendly
