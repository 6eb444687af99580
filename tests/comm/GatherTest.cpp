#include <gtest/gtest.h>

#include <thread>

#include "comm/Gather.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

using std::chrono::seconds;

TEST(Gather, RankZeroHasWhatAllPassedInTheirOrderEachTime) {
  constexpr int kRounds = 200, kRanks = 4;
  const auto ranks = make_thread_communicators(kRanks);
  std::vector<std::thread> others;
  for (int rank = 1; rank < kRanks; ++rank)
    others.emplace_back([&, rank] {
      for (int round = 0; round < kRounds; ++round)
        EXPECT_TRUE(gather(*ranks[static_cast<std::size_t>(rank)], 10 * round + rank, seconds(60)).empty());
    });
  for (int round = 0; round < kRounds; ++round)
    EXPECT_EQ(gather(*ranks[0], 10 * round, seconds(60)),
              (std::vector<nlohmann::json>{10 * round, 10 * round + 1, 10 * round + 2, 10 * round + 3}));
  for (std::thread& other : others) other.join();
}

TEST(Gather, OneRankAloneWaitsForNobody) {
  const auto ranks = make_thread_communicators(1);
  EXPECT_EQ(gather(*ranks[0], "alone", seconds(0)), std::vector<nlohmann::json>{"alone"});
}

TEST(Gather, GivesUpOnARankThatDoesNotCome) {
  const auto ranks = make_thread_communicators(2);
  EXPECT_THROW(gather(*ranks[1], 1, seconds(0)), UserError);
  EXPECT_NO_THROW(gather(*ranks[0], 0, seconds(0))) << "what the other one sent is there";
  EXPECT_THROW(gather(*ranks[0], 0, seconds(0)), UserError);
}

}  // namespace
}  // namespace friendly
