#pragma once
#include <chrono>
#include <nlohmann/json.hpp>
#include <vector>

#include "comm/Communicator.hpp"

namespace friendly {

/// Waits until all ranks have called it, each with something of its own. Returns on rank 0 what they passed,
/// in the order of the ranks, and nothing on the others. Nobody may send anything else meanwhile. Throws
/// UserError if a rank does not come within `limit`.
std::vector<nlohmann::json> gather(Communicator& ranks, const nlohmann::json& mine,
                                   std::chrono::seconds limit);

}  // namespace friendly
