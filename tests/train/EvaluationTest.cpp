#include "Support.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "net/Factory.hpp"
#include "net/FeedForward.hpp"
#include "train/CrossEntropy.hpp"
#include "train/Evaluation.hpp"

namespace friendly {
namespace {

using torch::Tensor;

// Batches of 4, 4 and 1 (2 in the test part): the single example must not weigh as much as four.
TEST(Evaluation, IsTheTrueMeanDespiteAShortLastBatch) {
  Dataset data = testing::small_images();
  data = data.to(torch::kFloat64);
  Learner<Classifier> classifier(std::make_unique<SmallFeedForward>(72, 3),
                                 {"adam", {0.1, 0.1}, {0, 0}, {5, 6}, torch::TensorOptions(torch::kFloat64)});
  for (const Examples* examples : {&data.valid, &data.test}) {
    classifier.use({0, 1}, false);
    StepRunner runner;
    const Score scores = Scorer(classifier, runner)(*examples, 4);
    EXPECT_FALSE(classifier.state().training);
    EXPECT_EQ(classifier.leaves()[0].size(0), 2) << "all replicas must be scored";
    for (std::int64_t r = 0; r < 2; ++r) {
      const auto& weights = classifier.leaves();
      const Tensor hidden =
          torch::tanh(torch::matmul(examples->inputs.flatten(1), weights[0][r].t()) + weights[1][r]);
      const Tensor logits = torch::matmul(hidden, weights[2][r].t()) + weights[3][r];
      const auto index = static_cast<std::size_t>(r);
      EXPECT_NEAR(scores.loss[index], torch::cross_entropy_loss(logits, examples->labels).item<double>(),
                  1e-13);
      EXPECT_EQ(scores.accuracy[index], logits.argmax(1).eq(examples->labels).sum().item<double>() /
                                            static_cast<double>(examples->size()));
    }
  }
}

// Whether the array is scored as a whole or replica by replica, in pieces of whatever size.
TEST(Evaluation, ScoresEveryReplicaWithItsOwnParametersAndStatistics) {
  Dataset data = testing::small_images(8, {1, 32, 32});
  data.valid = testing::random_examples(70, {1, 32, 32}, 3);
  data = data.to(torch::kFloat64);
  for (const char* arch : {"ff", "ff2", "cnn", "cnn2", "resnet"}) {
    SCOPED_TRACE(arch);
    Learner<Classifier> classifier(
        make_classifier(arch, {1, 32, 32}, 3),
        {"sgd", {1, 1, 1}, {0, 0, 0}, {5, 6, 7}, torch::TensorOptions(torch::kFloat64)});
    for (Tensor& statistic : classifier.state().statistics()) statistic.add_(torch::rand_like(statistic));
    StepRunner runner;
    const Score scores = Scorer(classifier, runner)(data.valid, 512);
    const torch::NoGradGuard no_graph;
    for (std::int64_t r = 0; r < 3; ++r) {
      classifier.use({r, 1}, false);
      const Tensor logits = classifier(data.valid.inputs.unsqueeze(0));
      const Tensor losses = CrossEntropy(logits, data.valid.labels.unsqueeze(0)).losses();
      EXPECT_NEAR(scores.loss[static_cast<std::size_t>(r)], losses.mean().item<double>(), 1e-12);
    }
    EXPECT_NE(scores.loss[0], scores.loss[2]);
  }
}

// 9 examples in pieces of 4: three for each of two replicas, since a cnn is scored replica by replica.
TEST(Evaluation, CanBeInterruptedBeforeEachPiece) {
  const Dataset data = testing::small_images();
  Learner<Classifier> classifier(make_classifier("cnn", {1, 9, 8}, 3),
                                 {"sgd", {1, 1}, {0, 0}, {5, 6}, torch::TensorOptions(torch::kFloat32)});
  int asked = 0, limit = 0;
  const InterruptionScope scope([&] { return ++asked == limit; });
  StepRunner runner;
  Scorer score(classifier, runner);
  score(data.valid, 4);
  EXPECT_EQ(asked, 6);
  for (limit = 1; limit <= 6; ++limit) {
    asked = 0;
    EXPECT_THROW(score(data.valid, 4), Interrupted);
  }
}

}  // namespace
}  // namespace friendly
