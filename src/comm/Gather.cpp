#include "comm/Gather.hpp"

#include <algorithm>

#include "core/Error.hpp"

namespace friendly {
namespace {

using Clock = std::chrono::steady_clock;

Message next_message(Communicator& ranks, Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  if (auto message = ranks.wait(std::max(left, std::chrono::milliseconds(0)))) return *message;
  throw UserError("a rank is missing", "it has not answered in time",
                  "see whether it said why, and start all ranks again");
}

}  // namespace

std::vector<nlohmann::json> gather(Communicator& ranks, const nlohmann::json& mine,
                                   std::chrono::seconds limit) {
  const Clock::time_point end = Clock::now() + limit;
  if (ranks.rank() > 0) {
    ranks.send(0, "gather", mine);
    next_message(ranks, end);
    return {};
  }
  std::vector<nlohmann::json> all(static_cast<std::size_t>(ranks.size()));
  all.front() = mine;
  for (int others = ranks.size() - 1; others > 0; --others) {
    const Message message = next_message(ranks, end);
    all[static_cast<std::size_t>(message.from)] = message.body;
  }
  for (int rank = 1; rank < ranks.size(); ++rank) ranks.send(rank, "gathered", nullptr);
  return all;
}

}  // namespace friendly
