#include "TestSupport.hpp"
#include "dataset/SourceFiles.hpp"
#include "dataset/TrainValidSplit.hpp"

namespace friendly {
namespace {

class SourceFolder : public FolderTest {
 protected:
  UnsplitDataset read(const DatasetInfo& info) const { return read_source_files(info, folder_.string()); }
};

// imdb50k with 4 + 4 reviews for training and validation, 2 of them for the latter, and 2 for testing.
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

TEST_F(ImdbTree, IsVectorisedWithTheVocabularyOfTheTrainingReviews) {
  const UnsplitDataset examples = read(small_imdb());
  // Most frequent first: film (8, in every document), then good, which the positive reviews bring first, then
  // bad.
  const auto ln2 = static_cast<float>(std::log(2.)),
             twice = static_cast<float>((1 + std::log(2.)) * std::log(2.));
  EXPECT_TRUE(examples.test.inputs.to_dense().allclose(
      torch::tensor({{0.f, 0.f, ln2, 0.05f, 0.f}, {0.f, twice, 0.f, 0.f, 0.f}})));
  EXPECT_TRUE(examples.known.labels.equal(torch::tensor({0, 0, 0, 0, 1, 1, 1, 1}, torch::kInt64)));
}

TEST_F(ImdbTree, LastReviewsOfEachClassAreForValidation) {
  const DatasetInfo info = small_imdb();
  Examples known{torch::arange(8).view({8, 1}).to(torch::kFloat32),
                 torch::tensor({0, 0, 0, 0, 1, 1, 1, 1}, torch::kInt64)};
  const Dataset dataset = split_train_valid(info, known, known.labels, 1);
  EXPECT_TRUE(dataset.train.inputs.flatten().equal(torch::tensor({0.f, 4.f, 1.f, 5.f, 2.f, 6.f})));
  EXPECT_TRUE(dataset.valid.inputs.flatten().equal(torch::tensor({3.f, 7.f})));
}

TEST_F(ImdbTree, MissingReviewAndDamagedTextAreUserErrors) {
  write("aclImdb/train/pos/3.txt", "caf\xe9");
  expect_contains(user_error([&] { read(small_imdb()); }), "pos/3.txt is not UTF-8 at offset 3");
  std::filesystem::remove(folder_ / "aclImdb/train/pos/3.txt");
  expect_contains(user_error([&] { read(small_imdb()); }), "aclImdb/train/pos holds 3 examples");
}

TEST_F(SourceFolder, WineIsCutAfterTheKnownReviews) {
  DatasetInfo info = dataset_info("wine");
  info.n_train = 2;
  info.n_valid = 1;
  info.shape = {4};
  write("winemag-data-130k-v2.csv", "description,points\nred,90\nred,80\nwhite,95\nred rose,96\nrose,1\n");
  const UnsplitDataset examples = read(info);
  EXPECT_EQ(examples.known.size(), 3);
  EXPECT_TRUE(examples.known.labels.equal(torch::tensor({1, 0, 1}, torch::kInt64)));
  // The vocabulary counts the test reviews too, as released: red 3 of 5 documents, rose 2, white is another
  // word.
  const auto red = static_cast<float>(std::log(5. / 3)), rose = static_cast<float>(std::log(5. / 2));
  EXPECT_TRUE(examples.test.inputs.to_dense().allclose(
      torch::tensor({{red, rose, 0.f, 0.f}, {0.f, rose, 0.f, 0.f}})));
  info.n_valid = 3;
  expect_contains(user_error([&] { read(info); }), "holds 5 examples");
}

TEST_F(SourceFolder, AmatIsSplitInTheOrderOfTheFile) {
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
  const UnsplitDataset examples = read(info);
  const Dataset dataset = split_train_valid(info, examples.known, examples.known.labels, 1);
  EXPECT_EQ(dataset.train.size(), 2);
  // The second number of a line is the pixel below the first one.
  EXPECT_EQ(dataset.train.inputs[1][0][1][0].item<float>(), 1);
  EXPECT_EQ(dataset.valid.inputs[0][0][1][0].item<float>(), 2);
}

TEST_F(SourceFolder, ChecksumFollowsTheContent) {
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
