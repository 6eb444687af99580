#include "Support.hpp"
#include "net/FeedForward.hpp"
#include "train/Evaluation.hpp"

namespace friendly {
namespace {

using torch::Tensor;

Tensor row(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat64);
}

// Softmax of (0, 0, 0) and (ln 2, 0, 0), worked by hand: 1/3 each, and 1/2, 1/4, 1/4.
TEST(Evaluation, ComputesLossesAndCountsCorrectPredictions) {
  const Tensor logits =
      torch::stack({row({0, 0, 0}), row({std::log(2.0), 0, 0})}).unsqueeze(0).expand({2, 2, 3});
  const Tensor shared = example_losses(logits, torch::tensor({{1, 2}}));
  EXPECT_TRUE(torch::allclose(shared, row({std::log(3.0), std::log(4.0)}).expand({2, 2})));
  const Tensor own = example_losses(logits, torch::tensor({{1, 2}, {0, 0}}));
  EXPECT_TRUE(torch::allclose(own[1], row({std::log(3.0), std::log(2.0)})));
  EXPECT_TRUE(right_predictions(logits.narrow(1, 1, 1), torch::tensor({{0}, {2}})).equal(row({1, 0})));
  EXPECT_EQ(right_predictions(logits.narrow(1, 1, 1), torch::tensor({{0}})).size(0), 2);
}

// Batches of 4, 4 and 1 (2 in the test part): the single example must not weigh as much as four.
TEST(Evaluation, IsTheTrueMeanDespiteAShortLastBatch) {
  Dataset data = testing::small_images();
  for (Examples* examples : {&data.train, &data.valid, &data.test})
    examples->inputs = examples->inputs.to(torch::kFloat64);
  Learner<Classifier> classifier(std::make_unique<SmallFeedForward>(72, 3),
                                 {"adam", {0.1, 0.1}, {0, 0}, {5, 6}, torch::TensorOptions(torch::kFloat64)});
  classifier.use(1, false);
  const Evaluation evaluation = evaluate(classifier, data, 4);
  EXPECT_FALSE(classifier.state().training);
  EXPECT_EQ(classifier.leaves()[0].size(0), 2) << "all replicas must be scored";
  for (std::int64_t r = 0; r < 2; ++r)
    for (const auto& [examples, score] :
         {std::pair{&data.valid, &evaluation.valid}, {&data.test, &evaluation.test}}) {
      const auto& weights = classifier.leaves();
      const Tensor hidden =
          torch::tanh(torch::matmul(examples->inputs.flatten(1), weights[0][r].t()) + weights[1][r]);
      const Tensor logits = torch::matmul(hidden, weights[2][r].t()) + weights[3][r];
      const auto index = static_cast<std::size_t>(r);
      EXPECT_NEAR(score->loss[index], torch::cross_entropy_loss(logits, examples->labels).item<double>(),
                  1e-13);
      EXPECT_EQ(score->accuracy[index], logits.argmax(1).eq(examples->labels).sum().item<double>() /
                                            static_cast<double>(examples->size()));
    }
}

}  // namespace
}  // namespace friendly
