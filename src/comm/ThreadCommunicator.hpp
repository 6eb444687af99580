#pragma once
#include <memory>
#include <vector>

#include "comm/Communicator.hpp"

namespace friendly {

/// Endpoints for `size` ranks within this process, one for each participating thread. A message stays in its
/// receiver's queue until it is taken, even after the sender's endpoint is destroyed.
std::vector<std::unique_ptr<Communicator>> make_thread_communicators(int size);

}  // namespace friendly
