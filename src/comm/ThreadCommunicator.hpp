#pragma once
#include <memory>
#include <vector>

#include "comm/Communicator.hpp"

namespace friendly {

/// The endpoints of `size` ranks within this process, one per thread that takes part. A message waits in its
/// receiver's queue until it is taken, also after the sender's endpoint is gone.
std::vector<std::unique_ptr<Communicator>> make_thread_communicators(int size);

}  // namespace friendly
