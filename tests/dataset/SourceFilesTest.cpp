#include "TestSupport.hpp"
#include "dataset/SourceFiles.hpp"

namespace friendly {
namespace {

class SourceFolder : public FolderTest {
 protected:
  UnsplitDataset read(const DatasetInfo& info) const { return read_source_files(info, folder_.string()); }
};

// imdb50k reduced to 6 reviews for training, 2 for validation and 2 for testing.
DatasetInfo small_imdb() {
  DatasetInfo info = dataset_info("imdb50k");
  info.n_train = 6;
  info.n_valid = 2;
  info.n_test = 2;
  info.shape = {5};
  return info;
}

class ImdbTree : public SourceFolder {
 protected:
  ImdbTree() {
    for (int i = 0; i < 4; ++i) {
      const std::string name = std::to_string(i) + ".txt";
      write("aclImdb/train/neg/" + name, "bad film " + std::string(static_cast<std::size_t>(i), '!'));
      write("aclImdb/train/pos/" + name, "good film");
    }
    write("aclImdb/test/neg/0.txt", "bad unknown");
    write("aclImdb/test/pos/0.txt", "good good");
  }
};

TEST_F(ImdbTree, IsVectorisedWithTheVocabularyOfTheKnownReviews) {
  const UnsplitDataset dataset = read(small_imdb());
  // Most frequent first: film (8, in every document), then good, as positive reviews are counted first, then
  // bad.
  const auto ln2 = static_cast<float>(std::log(2.)),
             twice = static_cast<float>((1 + std::log(2.)) * std::log(2.));
  EXPECT_TRUE(dataset.test.inputs.to_dense().allclose(
      torch::tensor({{0.f, 0.f, ln2, 0.05f, 0.f}, {0.f, twice, 0.f, 0.f, 0.f}})));
  EXPECT_TRUE(dataset.known.labels.equal(torch::tensor({0, 0, 0, 0, 1, 1, 1, 1}, torch::kInt64)));
}

TEST_F(ImdbTree, ReportsDamagedTextsAndMissingReviews) {
  write("aclImdb/train/pos/3.txt", "caf\xe9");
  expect_contains(user_error([&] { read(small_imdb()); }), "pos/3.txt is not UTF-8 at offset 3");
  std::filesystem::remove(folder_ / "aclImdb/train/pos/3.txt");
  expect_contains(user_error([&] { read(small_imdb()); }), "aclImdb/train/pos holds 3 examples");
}

TEST_F(SourceFolder, WineReviewsAfterTheKnownOnesAreForTesting) {
  DatasetInfo info = dataset_info("wine");
  info.n_train = 2;
  info.n_valid = 1;
  info.shape = {4};
  write("winemag-data-130k-v2.csv", "description,points\nred,90\nred,80\nwhite,95\nred rose,96\nrose,1\n");
  const UnsplitDataset dataset = read(info);
  EXPECT_EQ(dataset.known.size(), 3);
  EXPECT_TRUE(dataset.known.labels.equal(torch::tensor({1, 0, 1}, torch::kInt64)));
  // As released, the vocabulary includes the test reviews: red is in 3 of 5 documents, rose in 2; white is an
  // other word.
  const auto red = static_cast<float>(std::log(5. / 3)), rose = static_cast<float>(std::log(5. / 2));
  EXPECT_TRUE(
      dataset.test.inputs.to_dense().allclose(torch::tensor({{red, rose, 0.f, 0.f}, {0.f, rose, 0.f, 0.f}})));
  info.n_valid = 3;
  expect_contains(user_error([&] { read(info); }), "holds 5 examples");
}

TEST_F(SourceFolder, AmatKeepsTheOrderOfTheFile) {
  DatasetInfo info = dataset_info("rectangles");
  info.n_train = 2;
  info.n_valid = 1;
  info.n_test = 1;
  std::string train;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 784; ++j) train += j == 1 ? std::to_string(i) + " " : "0 ";
    train += std::to_string(i % 2) + "\n";
  }
  write("train.amat", train);
  write("test.amat", train);
  expect_contains(user_error([&] { read(info); }), "test.amat holds 3 examples");
  info.n_test = 3;
  const UnsplitDataset dataset = read(info);
  // The second number of a line is the pixel below the first one.
  const torch::Tensor numbers = dataset.known.inputs.flatten(1).select(1, 28);
  EXPECT_TRUE(numbers.equal(torch::tensor({0.f, 1.f, 2.f})));
  EXPECT_TRUE(dataset.test.labels.equal(torch::tensor({0, 1, 0}, torch::kInt64)));
}

TEST_F(SourceFolder, ChecksumDependsOnTheContent) {
  DatasetInfo info = dataset_info("wine");
  info.n_train = 1;
  info.n_valid = 0;
  write("winemag-data-130k-v2.csv", "description,points\nred,90\nred,80\n");
  const std::string before = read(info).checksum;
  EXPECT_EQ(read(info).checksum, before);
  write("winemag-data-130k-v2.csv", "description,points\nred,90\nred,81\n");
  EXPECT_NE(read(info).checksum, before);
}

}  // namespace
}  // namespace friendly
