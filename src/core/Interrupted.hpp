#pragma once
#include <stdexcept>

namespace friendly {

/// Thrown out of long-running work that was asked to stop. What was finished is kept, and the rest can resume
/// later.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

}  // namespace friendly
