#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "train/ReplicaStore.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

class ReplicaStoreTest : public FolderTest {
 protected:
  // A store as a new process has it.
  ReplicaStore fresh() const { return ReplicaStore(folder_.string()); }

  static Position epoch(std::int64_t number) { return {number, 0, 0, 10 * number}; }

  // Saves replicas of which each holds the epoch's number.
  static void save(ReplicaStore& store, const std::vector<std::string>& names, std::int64_t number) {
    const Replica replica{{{"position", to_json(epoch(number))}}, {torch::full({3}, number)}};
    store.save(names, epoch(number), std::vector<Replica>(names.size(), replica));
  }

  // The epoch from which an array goes on, 0 if from the beginning.
  static std::int64_t epoch_of(ArrayStart& start) {
    torch::Tensor values = torch::zeros({3}, torch::kInt64);
    for (ReplicaFile& file : start.files) file.read_into({values});
    EXPECT_EQ(start.files.size(), start.files.empty() ? 0 : start.trials.size());
    return values[0].item<std::int64_t>();
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  void damage(const std::string& file) const {
    std::fstream stream(folder_ / file, std::ios::in | std::ios::out);
    stream.seekp(5);
    stream << '?';
  }

  using Names = std::vector<std::string>;
  using Trials = std::vector<std::size_t>;
};

TEST_F(ReplicaStoreTest, StartsFromTheBeginningWithoutFiles) {
  for (ReplicaStore store : {fresh(), ReplicaStore((folder_ / "absent").string()), ReplicaStore()}) {
    auto starts = store.starts({"a.1", "b.1"});
    ASSERT_EQ(starts.size(), 1u);
    EXPECT_EQ(starts[0].trials, (Trials{0, 1}));
    EXPECT_TRUE(starts[0].files.empty());
  }
}

TEST_F(ReplicaStoreTest, KeepsTheNewestFileOfEachReplica) {
  ReplicaStore store = fresh();
  for (std::int64_t number : {1, 2, 11}) save(store, {"a.1", "b.1"}, number);
  EXPECT_EQ(files(), (Names{"a.1.11-0-0.replica", "b.1.11-0-0.replica"}));
  auto starts = fresh().starts({"b.1", "a.1"});
  ASSERT_EQ(starts.size(), 1u);
  EXPECT_EQ(epoch_of(starts[0]), 11);
}

// As after a kill while the array of three was saved: the second has both files, the third only the old one.
TEST_F(ReplicaStoreTest, ResumesAnArrayFromTheNewestPositionThatAllShare) {
  for (std::int64_t number : {2, 10}) {
    ReplicaStore store = fresh();  // which does not know of the older files
    save(store, number == 2 ? Names{"a.1", "b.1", "c.1"} : Names{"a.1", "b.1"}, number);
  }
  ASSERT_EQ(files().size(), 5u);
  ReplicaStore store = fresh();
  auto starts = store.starts({"a.1", "b.1", "c.1"});
  ASSERT_EQ(starts.size(), 1u);
  EXPECT_EQ(starts[0].trials, (Trials{0, 1, 2}));
  EXPECT_EQ(epoch_of(starts[0]), 2);
  save(store, {"a.1", "b.1", "c.1"}, 7);
  EXPECT_EQ(files(), (Names{"a.1.7-0-0.replica", "b.1.7-0-0.replica", "c.1.7-0-0.replica"}));
}

TEST_F(ReplicaStoreTest, MakesAnArrayForEachPositionIfAllShareNone) {
  ReplicaStore store = fresh();
  save(store, {"a.1", "c.1"}, 10);
  save(store, {"b.1"}, 12);
  auto starts = fresh().starts({"a.1", "b.1", "c.1", "d.1"});
  ASSERT_EQ(starts.size(), 3u);
  EXPECT_EQ(starts[0].trials, (Trials{1}));
  EXPECT_EQ(epoch_of(starts[0]), 12);
  EXPECT_EQ(starts[1].trials, (Trials{0, 2}));
  EXPECT_EQ(epoch_of(starts[1]), 10);
  EXPECT_EQ(starts[2].trials, (Trials{3}));
  EXPECT_EQ(epoch_of(starts[2]), 0);
}

TEST_F(ReplicaStoreTest, ADamagedFileCostsOnlyItsTrial) {
  ReplicaStore store = fresh();
  save(store, {"a.1", "b.1", "c.1"}, 3);
  damage("b.1.3-0-0.replica");
  ReplicaStore next = fresh();
  ::testing::internal::CaptureStdout();
  auto starts = next.starts({"a.1", "b.1", "c.1"});
  const std::string warning = ::testing::internal::GetCapturedStdout();
  expect_contains(warning,
                  (folder_ / "b.1.3-0-0.replica").string() + " cannot be used (its checksum is wrong");
  ASSERT_EQ(starts.size(), 2u);
  EXPECT_EQ(starts[0].trials, (Trials{0, 2}));
  EXPECT_EQ(epoch_of(starts[0]), 3);
  EXPECT_EQ(starts[1].trials, (Trials{1}));
  EXPECT_EQ(epoch_of(starts[1]), 0);
  save(next, {"b.1"}, 1);
  EXPECT_EQ(files(), (Names{"a.1.3-0-0.replica", "b.1.1-0-0.replica", "c.1.3-0-0.replica"}));
}

TEST_F(ReplicaStoreTest, DoesNotTouchReplicasWithOtherNames) {
  ReplicaStore other = fresh(), store = fresh();
  save(other, {"a.2", "ab.1"}, 5);
  auto starts = store.starts({"a.1"});
  ASSERT_EQ(starts.size(), 1u);
  EXPECT_EQ(epoch_of(starts[0]), 0);
  save(store, {"a.1"}, 6);
  store.remove("a");
  EXPECT_EQ(files(), (Names{"a.2.5-0-0.replica", "ab.1.5-0-0.replica"}));
}

TEST_F(ReplicaStoreTest, RemovesWhatItFoundAndWhatItWrote) {
  ReplicaStore first = fresh(), second = fresh();
  save(first, {"a.1", "b.1"}, 1);
  write("a.1.2-0-0.replica.host.77.tmp", "left by a kill");
  EXPECT_EQ(second.starts({"a.1", "b.1"}).size(), 1u);
  second.remove("a");
  EXPECT_EQ(files(), Names{"b.1.1-0-0.replica"});
  second.leave("b");
  second.remove("b");
  EXPECT_EQ(files(), Names{"b.1.1-0-0.replica"});
  first.remove("b");
  EXPECT_TRUE(files().empty());
}

TEST_F(ReplicaStoreTest, KeepsTheOldFilesOfAllIfOneCannotBeWritten) {
  ReplicaStore store = fresh();
  save(store, {"a.1", "b.1"}, 1);
  fs::create_directory(folder_ / "b.1.2-0-0.replica");  // which a file cannot replace
  expect_contains(user_error([&] { save(store, {"a.1", "b.1"}, 2); }), "cannot replace");
  EXPECT_EQ(files(), (Names{"a.1.1-0-0.replica", "b.1.1-0-0.replica", "b.1.2-0-0.replica"}));
}

}  // namespace
}  // namespace friendly
