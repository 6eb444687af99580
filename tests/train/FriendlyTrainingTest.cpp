#include <optional>

#include "Support.hpp"
#include "train/FriendlyTraining.hpp"

namespace friendly {
namespace {

using torch::Tensor;

// One replica's `ff` classifier with its derivatives written out: logits = W2 tanh(W1 x + b1) + b2.
struct HandClassifier {
  Tensor w1, b1, w2, b2;

  Tensor hidden(const Tensor& x) const { return torch::tanh(torch::matmul(x, w1.t()) + b1); }
  Tensor logits(const Tensor& x) const { return torch::matmul(hidden(x), w2.t()) + b2; }
  // Softmax minus one-hot, one row per example.
  Tensor errors(const Tensor& x, const Tensor& labels) const {
    return torch::softmax(logits(x), 1) - torch::one_hot(labels, w2.size(0)).to(torch::kFloat64);
  }
  // Derivative of the summed cross-entropy by the argument of tanh.
  Tensor inner(const Tensor& x, const Tensor& labels) const {
    return torch::matmul(errors(x, labels), w2) * (1 - hidden(x).square());
  }
  Tensor input_gradient(const Tensor& x, const Tensor& labels) const {
    return torch::matmul(inner(x, labels), w1);
  }
  Tensor weight_gradient(const Tensor& x, const Tensor& labels) const {
    const Tensor e = errors(x, labels), i = inner(x, labels);
    return torch::cat(
        {torch::matmul(i.t(), x).flatten(), i.sum(0), torch::matmul(e.t(), hidden(x)).flatten(), e.sum(0)});
  }
};

class FriendlySteps : public ::testing::Test {
 protected:
  static TrialSpec spec(std::int64_t iterations, double step) {
    TrialSpec spec = testing::short_spec("ft", "ff", 1);
    spec.batch_size = 6;  // of 60 examples: the plan has 10 steps
    spec.ratio_simp = 1;
    spec.iterations_simp = iterations;
    spec.step_simp = step;
    return spec;
  }

  // The array and its method at step 0, where scale is 1, and a minibatch of 8 examples.
  void make(const std::vector<TrialSpec>& specs) {
    array_.emplace(specs, data_, torch::kCPU);
    method_.emplace(*array_, silent_);
    method_->start_epoch();
    method_->start_step();
    batch_ = {data_.train.inputs.narrow(0, 0, 8).to(torch::kFloat64).unsqueeze(0),
              data_.train.labels.narrow(0, 0, 8).unsqueeze(0)};
    const auto& leaves = array_->classifier.leaves();
    hand_ = {leaves[0].detach()[0], leaves[1].detach()[0], leaves[2].detach()[0], leaves[3].detach()[0]};
    x_ = batch_.inputs[0];
    labels_ = batch_.labels[0];
  }

  Tensor is_right(const Tensor& x) const { return hand_.logits(x).argmax(1).eq(labels_); }

  static void expect_close(const Tensor& value, const Tensor& expected) {
    ASSERT_EQ(value.sizes(), expected.sizes());
    EXPECT_TRUE(torch::allclose(value.detach(), expected, 1e-12, 1e-14)) << value << expected;
  }

  // What one replica's update is given, flat.
  static Tensor carried(const ClassifierInput& input, std::int64_t replica) {
    std::vector<Tensor> parts;
    for (const Tensor& gradient : input.carried_gradients) parts.push_back(gradient[replica].reshape({-1}));
    return torch::cat(parts);
  }

  const Dataset data_ = testing::two_moons();
  Observer silent_;
  std::optional<TrialArray> array_;
  std::optional<FriendlyTraining> method_;
  Minibatch batch_;
  HandClassifier hand_;
  Tensor x_, labels_;
};

// The examples that are predicted wrongly step down the mean loss of all 8.
TEST_F(FriendlySteps, OneIterationMatchesDerivativesByHand) {
  make({spec(1, 3)});
  const ClassifierInput input = method_->prepare(array_->all(), batch_);
  const Tensor right = is_right(x_);
  ASSERT_TRUE(right.any().item<bool>() && !right.all().item<bool>()) << "both kinds of examples";
  const Tensor moved = x_ - 3 * hand_.input_gradient(x_, labels_) / 8;
  expect_close(input.inputs[0], torch::where(right.unsqueeze(1), x_, moved));
  expect_close(carried(input, 0), hand_.weight_gradient(x_, labels_) / 8);
}

// The second mean is over the examples that are still active, including those that leave in this iteration.
TEST_F(FriendlySteps, TwoIterationsMatchDerivativesByHand) {
  make({spec(2, 3)});
  const ClassifierInput input = method_->prepare(array_->all(), batch_);
  const Tensor left = is_right(x_);
  Tensor x = torch::where(left.unsqueeze(1), x_, x_ - 3 * hand_.input_gradient(x_, labels_) / 8);
  const Tensor index = torch::nonzero(left.logical_not()).squeeze(1);
  const Tensor active = x.index_select(0, index), labels = labels_.index_select(0, index);
  const double count = static_cast<double>(index.numel());
  const Tensor right = hand_.logits(active).argmax(1).eq(labels);
  const Tensor moved = active - 3 * hand_.input_gradient(active, labels) / count;
  x = x.index_copy(0, index, torch::where(right.unsqueeze(1), active, moved));
  expect_close(input.inputs[0], x);
  expect_close(carried(input, 0), hand_.weight_gradient(active, labels) / count);
  std::vector<EpochRecord> records(1);
  method_->finish_epoch(records);
  const double still = static_cast<double>(right.logical_not().sum().item<std::int64_t>());
  EXPECT_EQ(records[0].ft_iterations, 1);
  EXPECT_DOUBLE_EQ(records[0].ft_share_left, 1 - still / 8);
  EXPECT_NEAR(records[0].ft_perturbation, (x - x_).square().mean().item<double>(), 1e-14);
}

// A confidence of 1 is never exceeded, so no example leaves.
TEST_F(FriendlySteps, ExamplesStayUntilTheConfidenceIsExceeded) {
  TrialSpec strict = spec(1, 3);
  strict.conf_thres = 1;
  make({strict});
  expect_close(method_->prepare(array_->all(), batch_).inputs[0],
               x_ - 3 * hand_.input_gradient(x_, labels_) / 8);
}

// Two replicas, with 2 and 0 iterations: the second gets the data unchanged and carries no gradient.
TEST_F(FriendlySteps, EachReplicaHasItsOwnLimit) {
  make({spec(2, 3), spec(0, 3)});
  const ClassifierInput input = method_->prepare(array_->all(), batch_);
  EXPECT_FALSE(input.inputs[0].equal(x_));
  EXPECT_TRUE(input.inputs[1].equal(x_));
  EXPECT_TRUE(carried(input, 1).eq(0).all().item<bool>());
}

TEST_F(FriendlySteps, AreTheSameOfATileAsOfTheArray) {
  make({spec(4, 3), spec(4, 3)});
  const ClassifierInput together = method_->prepare(array_->all(), batch_);
  for (const std::int64_t r : {0, 1}) {
    const ClassifierInput alone = method_->prepare({r, 1}, batch_);
    EXPECT_TRUE(alone.inputs[0].equal(together.inputs[r]));
    EXPECT_TRUE(carried(alone, 0).equal(carried(together, r)));
  }
  std::vector<EpochRecord> records(2);
  method_->finish_epoch(records);
  EXPECT_EQ(records[0].ft_iterations, records[1].ft_iterations);
  EXPECT_GT(records[0].ft_share_left, 0);
}

// A device whose numbers nobody waits for computes all iterations of all examples, masked.
TEST_F(FriendlySteps, AreTheSameWithoutALookAtTheirNumbers) {
  TrialSpec strict = spec(6, 3);
  strict.conf_thres = 0.4;
  for (const std::vector<TrialSpec>& specs : {std::vector<TrialSpec>{spec(6, 3)}, {strict, spec(2, 3)}}) {
    make(specs);
    const ClassifierInput looking = method_->prepare(array_->all(), batch_);
    array_->may_look = false;
    const ClassifierInput blind = method_->prepare(array_->all(), batch_);
    EXPECT_TRUE(blind.inputs.equal(looking.inputs));
    for (std::int64_t r = 0; r < array_->replicas(); ++r)
      expect_close(carried(blind, r), carried(looking, r));
  }
}

TEST_F(FriendlySteps, LeaveTheMinibatchUnchangedWithoutIterations) {
  make({spec(0, 3)});
  const ClassifierInput input = method_->prepare(array_->all(), batch_);
  EXPECT_TRUE(input.inputs.equal(batch_.inputs));
  EXPECT_TRUE(input.carried_gradients.empty());
}

TEST_F(FriendlySteps, CarryNoGradientIfSwitchedOff) {
  TrialSpec clean = spec(2, 3);
  clean.carry_gradient = false;
  make({clean});
  EXPECT_TRUE(method_->prepare(array_->all(), batch_).carried_gradients.empty());
}

// Minibatches without an iteration count too.
TEST_F(FriendlySteps, MeansAreOverAllMinibatches) {
  TrialSpec strict = spec(2, 3);
  strict.conf_thres = 1;
  make({strict});
  const Tensor moved = method_->prepare(array_->all(), batch_).inputs[0];
  array_->position.step = array_->position.minibatch = 9;
  method_->start_step();
  EXPECT_TRUE(method_->prepare(array_->all(), batch_).inputs.equal(batch_.inputs)) << "floor(2 · 0.01) = 0";
  std::vector<EpochRecord> records(1);
  method_->finish_epoch(records);
  EXPECT_EQ(records[0].ft_iterations, 0.5);
  EXPECT_EQ(records[0].ft_share_left, 0);
  EXPECT_NEAR(records[0].ft_perturbation, (moved - x_).square().mean().item<double>() / 2, 1e-14);
}

}  // namespace
}  // namespace friendly
