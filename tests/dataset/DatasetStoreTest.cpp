#include <future>
#include <thread>

#include "TestSupport.hpp"
#include "dataset/DatasetStore.hpp"

namespace friendly {
namespace {

DatasetRequest two_moons(std::int64_t seed) {
  DatasetRequest request;
  request.name = "two_moons";
  request.seed = seed;
  request.n_examples = 40;
  return request;
}

TEST(DatasetStore, ReturnsTheSameObjectForTheSameRequest) {
  DatasetStore store({});
  const auto first = store.get(two_moons(1));
  EXPECT_EQ(store.get(two_moons(1)), first);
  EXPECT_TRUE(first->train.inputs.equal(load_dataset(two_moons(1), {}).train.inputs));
}

TEST(DatasetStore, KeepsTwoSeedsAsTwoEntries) {
  DatasetStore store({});
  const auto first = store.get(two_moons(1)), second = store.get(two_moons(2));
  EXPECT_NE(first, second);
  EXPECT_FALSE(first->train.inputs.equal(second->train.inputs));
  EXPECT_EQ(store.get(two_moons(1)), first);
  EXPECT_EQ(store.get(two_moons(2)), second);
}

TEST(DatasetStore, DistinguishesRequestsByEveryMember) {
  const auto changed = [](const auto& change) {
    DatasetRequest request = two_moons(1);
    change(request);
    return request;
  };
  for (const DatasetRequest& other :
       {changed([](auto& r) { r.noisy_labels = 0.5; }), changed([](auto& r) { r.n_train = 10; }),
        changed([](auto& r) { r.n_examples = 50; }), changed([](auto& r) { r.noise = 0.2; })}) {
    DatasetStore store({});
    const auto plain = store.get(two_moons(1));
    const auto data = store.get(other);
    ASSERT_NE(data, plain);
    const Examples expected = load_dataset(other, {}).train;
    EXPECT_TRUE(data->train.inputs.equal(expected.inputs));
    EXPECT_TRUE(data->train.labels.equal(expected.labels));
  }
}

TEST(DatasetStore, DropsTheLeastRecentlyUsedBeyondTwo) {
  DatasetStore store({});
  const std::weak_ptr<const Dataset> first = store.get(two_moons(1)), second = store.get(two_moons(2));
  store.get(two_moons(1));
  const std::weak_ptr<const Dataset> third = store.get(two_moons(3));
  EXPECT_FALSE(first.expired());
  EXPECT_TRUE(second.expired());
  EXPECT_FALSE(third.expired());
}

TEST(DatasetStore, ADroppedDataSetStaysValidForItsHolder) {
  DatasetStore store({});
  const auto held = store.get(two_moons(1));
  for (const std::int64_t seed : {2, 3}) store.get(two_moons(seed));
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(held->train.size(), 24);
  EXPECT_NE(store.get(two_moons(1)), held);
}

TEST(DatasetStore, AFailedLoadChangesNothing) {
  DatasetStore store({});
  const auto first = store.get(two_moons(1)), second = store.get(two_moons(2));
  expect_contains(user_error([&] { store.get({"two_mons"}); }), "the nearest is two_moons");
  EXPECT_EQ(store.get(two_moons(1)), first);
  EXPECT_EQ(store.get(two_moons(2)), second);
}

TEST(DatasetStore, ThreadsThatAskAtOnceShareOneLoad) {
  DatasetStore store({});
  std::promise<void> start;
  const std::shared_future<void> started = start.get_future().share();
  std::vector<std::shared_ptr<const Dataset>> data(8);
  std::vector<std::thread> threads;
  for (auto& mine : data)
    threads.emplace_back([&store, &mine, started] {
      started.wait();
      mine = store.get(two_moons(1));
    });
  start.set_value();
  for (auto& thread : threads) thread.join();
  ASSERT_NE(data[0], nullptr);
  for (const auto& other : data) EXPECT_EQ(other, data[0]);
  EXPECT_EQ(store.get(two_moons(1)), data[0]);
}

}  // namespace
}  // namespace friendly
