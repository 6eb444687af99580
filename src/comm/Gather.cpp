#include "comm/Gather.hpp"

#include <fmt/format.h>

#include "core/Error.hpp"

namespace friendly {
namespace {

Message next_message(Communicator& ranks, std::chrono::seconds limit) {
  if (auto message = ranks.wait(limit)) return *message;
  throw UserError(ranks.rank() == 0 ? "a rank is missing" : "rank 0 is missing",
                  fmt::format("it has not answered for {} s", limit.count()),
                  "see whether it said why, and start all ranks again");
}

}  // namespace

std::vector<nlohmann::json> gather(Communicator& ranks, const nlohmann::json& mine,
                                   std::chrono::seconds limit) {
  if (ranks.rank() > 0) {
    ranks.send(0, "gather", mine);
    next_message(ranks, limit);
    return {};
  }
  std::vector<nlohmann::json> all(static_cast<std::size_t>(ranks.size()));
  all.front() = mine;
  for (int others = ranks.size() - 1; others > 0; --others) {
    const Message message = next_message(ranks, limit);
    all[static_cast<std::size_t>(message.from)] = message.body;
  }
  for (int rank = 1; rank < ranks.size(); ++rank) ranks.send(rank, "gathered", nullptr);
  return all;
}

}  // namespace friendly
