#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "train/ReplicaFile.hpp"

namespace friendly {
namespace {

using torch::Tensor;

class ReplicaFiles : public FolderTest {
 protected:
  const std::string path_ = (folder_ / "replica").string();
};

TEST_F(ReplicaFiles, ReturnTheFactsAndTensorsThatWereWritten) {
  const Tensor values = torch::randn({3, 2}, torch::kFloat64), flag = torch::tensor(true),
               column = torch::randn({4, 2}).t()[1], none = torch::zeros({0});
  const nlohmann::json facts = {{"rate", 0.1}, {"text", "two\nlines"}};
  write_replica_file(path_, {facts, {values, flag, column, none}});
  ReplicaFile file(path_);
  EXPECT_EQ(file.facts(), facts);
  const std::vector<Tensor> read = {torch::zeros_like(values), torch::tensor(false),
                                    torch::zeros({4, 2}).t()[1], torch::zeros({0})};
  for (int times = 0; times < 2; ++times) file.read_into(read);
  EXPECT_TRUE(read[0].equal(values));
  EXPECT_TRUE(read[1].equal(flag));
  EXPECT_TRUE(read[2].equal(column));
}

TEST_F(ReplicaFiles, CanBeReadAfterTheirRemoval) {
  write_replica_file(path_, {{}, {torch::ones(5)}});
  ReplicaFile file(path_);
  std::filesystem::remove(path_);
  Tensor read = torch::zeros(5);
  file.read_into({read});
  EXPECT_TRUE(read.equal(torch::ones(5)));
}

// Truncated, or with a bit flipped, at many places from the first byte to the last.
TEST_F(ReplicaFiles, AreRefusedWhenDamaged) {
  write_replica_file(path_, {{{"rate", 0.1}}, {torch::randn(20)}});
  std::ifstream file(path_, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const auto expect_refused = [&](const std::string& content) {
    write("replica", content);
    expect_contains(user_error([&] { ReplicaFile(path_).facts(); }),
                    "the checkpoint " + path_ + " cannot be used (");
  };
  for (std::size_t size = 0; size < whole.size(); size += 9) expect_refused(whole.substr(0, size));
  for (std::size_t i = 0; i < whole.size(); i += i + 9 < whole.size() ? 9 : 1) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    expect_refused(changed);
  }
  expect_refused("not a checkpoint at all");
  write("replica", whole);
  EXPECT_NO_THROW(ReplicaFile{path_});
}

TEST_F(ReplicaFiles, AreRefusedWhereTheyDoNotFit) {
  write_replica_file(path_, {{}, {torch::ones({2, 3})}});
  ReplicaFile file(path_);
  expect_contains(user_error([&] {
                    file.read_into({torch::ones({3, 2})});
                  }),
                  "(it holds Float [2, 3] and not Float [3, 2])");
  expect_contains(user_error([&] {
                    file.read_into({torch::ones({2, 3}, torch::kFloat64)});
                  }),
                  "and not Double [2, 3]");
  expect_contains(user_error([&] { file.read_into({}); }), "cannot be used");
}

TEST_F(ReplicaFiles, ThatCannotBeWrittenAreReported) {
  expect_contains(user_error([&] {
                    write_replica_file((folder_ / "absent" / "file").string(), {{}, {torch::ones(1)}});
                  }),
                  "absent/file");
}

}  // namespace
}  // namespace friendly
