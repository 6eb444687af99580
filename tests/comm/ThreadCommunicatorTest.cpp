#include <gtest/gtest.h>

#include <thread>

#include "comm/ThreadCommunicator.hpp"

namespace friendly {
namespace {

using std::chrono::milliseconds;

TEST(ThreadCommunicator, EndpointsKnowTheirRankAndSize) {
  const auto ranks = make_thread_communicators(3);
  ASSERT_EQ(ranks.size(), 3u);
  for (int rank = 0; rank < 3; ++rank) {
    EXPECT_EQ(ranks[static_cast<std::size_t>(rank)]->rank(), rank);
    EXPECT_EQ(ranks[static_cast<std::size_t>(rank)]->size(), 3);
  }
}

TEST(ThreadCommunicator, PollReturnsAtOnceWithOrWithoutAMessage) {
  const auto ranks = make_thread_communicators(2);
  EXPECT_FALSE(ranks[1]->poll());
  ranks[0]->send(1, "word", 42);
  const auto message = ranks[1]->poll();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->from, 0);
  EXPECT_EQ(message->body, 42);
  EXPECT_FALSE(ranks[1]->poll());
  EXPECT_FALSE(ranks[0]->poll());
}

TEST(ThreadCommunicator, WaitGivesUpWhenNothingArrives) {
  const auto ranks = make_thread_communicators(1);
  EXPECT_FALSE(ranks[0]->wait(milliseconds(1)));
}

TEST(ThreadCommunicator, KeepsEachSendersOrder) {
  constexpr int kSenders = 6, kMessages = 500;
  const auto ranks = make_thread_communicators(kSenders + 1);
  std::vector<std::thread> threads;
  for (int sender = 1; sender <= kSenders; ++sender)
    threads.emplace_back([&ranks, sender] {
      for (int i = 0; i < kMessages; ++i) ranks[static_cast<std::size_t>(sender)]->send(0, "count", i);
    });
  std::vector<int> expected(kSenders + 1, 0);
  for (int i = 0; i < kSenders * kMessages; ++i) {
    const auto message = ranks[0]->wait(milliseconds(60000));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->body, expected[static_cast<std::size_t>(message->from)]++);
  }
  for (auto& thread : threads) thread.join();
}

TEST(ThreadCommunicator, AMessageOutlivesItsSendersEndpoint) {
  auto ranks = make_thread_communicators(2);
  ranks[0]->send(1, "last", "words");
  ranks[0].reset();
  EXPECT_EQ(ranks[1]->wait(milliseconds(60000))->body, "words");
  ranks[1]->send(0, "answer", nullptr);
}

}  // namespace
}  // namespace friendly
