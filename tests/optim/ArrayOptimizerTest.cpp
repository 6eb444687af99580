#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/optim.h>

#include <cmath>
#include <limits>

#include "optim/ArrayOptimizer.hpp"

namespace friendly {
namespace {

using torch::Tensor;
using Numbers = std::vector<double>;

const Numbers kRates = {1e-3, 0.05, 0.2}, kDecays = {0, 0.1, 1e-3};

// The parameters of a [2, 2] matrix and of a single number: 5 each replica.
const Slots::Shapes kShapes = {{2, 2}, {1}};

// Gradients by slot from flat [A, 5].
std::vector<Tensor> by_slot(const Tensor& flat) {
  return {flat.narrow(1, 0, 4).reshape({-1, 2, 2}), flat.narrow(1, 4, 1)};
}

// Flat [R, 5].
Tensor rows_of(const Slots& slots) {
  std::vector<Tensor> rows;
  for (std::int64_t r = 0; r < slots.replicas(); ++r) rows.push_back(slots.flat(r));
  return torch::stack(rows);
}

// Gradient, [A, P] or [P], of a bumpy bowl that changes with the step.
Tensor gradient_at(const Tensor& values, int step) {
  return values + torch::sin(3 * values + 0.7 * step);
}

// An optimiser of one replica's parameters [P].
class Reference {
 public:
  explicit Reference(const Tensor& initial) : values(initial) {}
  virtual ~Reference() = default;
  virtual void step(const Tensor& gradient) = 0;
  Tensor values;
};

template <class Optimizer, class Options>
class TorchReference : public Reference {
 public:
  TorchReference(const Tensor& initial, const Options& options)
      : Reference(initial.clone().requires_grad_(true)), optimizer_(std::vector<Tensor>{values}, options) {}
  void step(const Tensor& gradient) override {
    values.mutable_grad() = gradient.detach().clone();
    optimizer_.step();
  }

 private:
  Optimizer optimizer_;
};

// Zeiler (2012), algorithm 1, with PyTorch's learning rate and weight decay, one number at a time.
class PlainAdadelta : public Reference {
 public:
  PlainAdadelta(const Tensor& initial, double rate, double decay)
      : Reference(initial.clone()), rate_(rate), decay_(decay), squares_(5, 0.0), changes_(5, 0.0) {}
  void step(const Tensor& gradient) override {
    for (std::size_t i = 0; i < 5; ++i) {
      const auto index = static_cast<std::int64_t>(i);
      const double x = values[index].item<double>(), g = gradient[index].item<double>() + decay_ * x;
      squares_[i] = 0.9 * squares_[i] + 0.1 * g * g;
      const double change = std::sqrt(changes_[i] + 1e-6) / std::sqrt(squares_[i] + 1e-6) * g;
      changes_[i] = 0.9 * changes_[i] + 0.1 * change * change;
      values[index] = x - rate_ * change;
    }
  }

 private:
  double rate_, decay_;
  Numbers squares_, changes_;
};

std::unique_ptr<Reference> make_reference(const std::string& name, const Tensor& initial, std::size_t r) {
  namespace optim = torch::optim;
  const double rate = kRates[r], decay = kDecays[r];
  if (name == "adam")
    return std::make_unique<TorchReference<optim::Adam, optim::AdamOptions>>(
        initial, optim::AdamOptions(rate).weight_decay(decay));
  if (name == "rmsprop")
    return std::make_unique<TorchReference<optim::RMSprop, optim::RMSpropOptions>>(
        initial, optim::RMSpropOptions(rate).weight_decay(decay));
  if (name == "sgd")
    return std::make_unique<TorchReference<optim::SGD, optim::SGDOptions>>(
        initial, optim::SGDOptions(rate).momentum(0.9).weight_decay(decay));
  return std::make_unique<PlainAdadelta>(initial, rate, decay);
}

class ArrayOptimizers : public ::testing::TestWithParam<const char*> {
 protected:
  ArrayOptimizers() {
    torch::manual_seed(5);
    for (std::int64_t r = 0; r < 3; ++r) {
      values_.set_flat(r, torch::randn({5}, torch::kFloat64));
      references_.push_back(make_reference(GetParam(), values_.flat(r), static_cast<std::size_t>(r)));
    }
    optimizer_ = std::make_unique<ArrayOptimizer>(GetParam(), values_, kRates, kDecays);
  }

  // One step of the first `count` replicas, of which only those whose entry in `active` is set move.
  void step(int number, std::int64_t count, const std::vector<bool>& active = {true, true, true}) {
    Tensor gradient = gradient_at(rows_of(values_).narrow(0, 0, count), number), mask;
    if (active != std::vector<bool>{true, true, true}) {
      mask = torch::zeros({count}, torch::kBool);
      for (std::int64_t r = 0; r < count; ++r)
        mask[r] = static_cast<bool>(active[static_cast<std::size_t>(r)]);
      // The gradient of an inactive replica must not matter.
      gradient = torch::where(mask.unsqueeze(1), gradient, torch::full_like(gradient, std::nan("")));
    }
    optimizer_->step(values_, by_slot(gradient), 0, mask);
    for (std::size_t r = 0; r < static_cast<std::size_t>(count); ++r)
      if (active[r]) references_[r]->step(gradient_at(references_[r]->values.detach(), number));
  }

  void expect_equal() const {
    for (std::int64_t r = 0; r < 3; ++r)
      EXPECT_TRUE(torch::allclose(values_.flat(r), references_[static_cast<std::size_t>(r)]->values.detach(),
                                  1e-11, 1e-12))
          << "replica " << r << "\n"
          << values_.flat(r) << references_[static_cast<std::size_t>(r)]->values;
  }

  Slots values_{3, kShapes, torch::kFloat64};
  std::vector<std::unique_ptr<Reference>> references_;
  std::unique_ptr<ArrayOptimizer> optimizer_;
};

TEST_P(ArrayOptimizers, EqualOneOptimizerPerReplica) {
  for (int i = 0; i < 200; ++i) step(i, 3);
  expect_equal();
}

// The third replica joins later, and counts its steps from then on.
TEST_P(ArrayOptimizers, StepTheFirstReplicasAlone) {
  const Tensor third = values_.flat(2);
  for (int i = 0; i < 3; ++i) step(i, 2);
  EXPECT_TRUE(values_.flat(2).equal(third));
  for (const Tensor& state : optimizer_->state()) EXPECT_TRUE(state[2].eq(0).all().item<bool>());
  for (int i = 3; i < 20; ++i) step(i, i % 3 == 0 ? 1 : 3);
  expect_equal();
}

TEST_P(ArrayOptimizers, StepAnyReplicaAlone) {
  for (int i = 0; i < 6; ++i)
    for (std::int64_t r = 0; r < 3; ++r) {
      if (i % 2 == 1 && r == 1) continue;
      optimizer_->step(values_, by_slot(gradient_at(rows_of(values_).narrow(0, r, 1), i)), r);
      auto& reference = *references_[static_cast<std::size_t>(r)];
      reference.step(gradient_at(reference.values.detach(), i));
    }
  expect_equal();
}

TEST_P(ArrayOptimizers, LeaveInactiveReplicasAlone) {
  step(0, 3);
  std::vector<Tensor> before = {values_.flat(1)};
  for (const Tensor& state : optimizer_->state()) before.push_back(state[1].clone());
  step(1, 3, {true, false, true});
  EXPECT_TRUE(values_.flat(1).equal(before[0]));
  for (std::size_t i = 0; i < optimizer_->state().size(); ++i)
    EXPECT_TRUE(optimizer_->state()[i][1].equal(before[i + 1])) << "state " << i;
  for (int i = 2; i < 20; ++i) step(i, 3, {i % 2 == 0, i % 3 == 0, true});
  expect_equal();
}

TEST_P(ArrayOptimizers, ConfineNonFiniteNumbersToTheirReplica) {
  const Tensor gradient = torch::ones({3, 5}, torch::kFloat64);
  Slots others(3, kShapes, torch::kFloat64);
  for (std::int64_t r = 0; r < 3; ++r) others.set_flat(r, values_.flat(r));
  Tensor broken = gradient.clone();
  broken[1][2] = std::numeric_limits<double>::infinity();
  ArrayOptimizer unbroken(GetParam(), others, kRates, kDecays);
  for (int i = 0; i < 3; ++i) {
    optimizer_->step(values_, by_slot(broken));
    unbroken.step(others, by_slot(gradient));
  }
  EXPECT_TRUE(values_.flat(0).equal(others.flat(0)));
  EXPECT_TRUE(values_.flat(2).equal(others.flat(2)));
  EXPECT_FALSE(values_.flat(1).isfinite().all().item<bool>());
}

TEST_P(ArrayOptimizers, ApplyNewLearningRates) {
  optimizer_->set_learning_rates({0, kRates[1], kRates[2]});
  EXPECT_EQ(optimizer_->learning_rates()[0], 0);
  const Tensor before = rows_of(values_);
  step(0, 3);
  EXPECT_TRUE(values_.flat(0).equal(before[0]));
  EXPECT_FALSE(values_.flat(1).eq(before[1]).any().item<bool>());
}

// Equal numbers stay equal, whether vectors or threads take them: 100 003 fill neither evenly.
TEST_P(ArrayOptimizers, TreatANumberAlikeWhereverItStands) {
  for (const auto dtype : {torch::kFloat32, torch::kFloat64})
    for (const int threads : {1, 2}) {
      at::set_num_threads(threads);
      Slots values(1, {{100'003}}, dtype);
      ArrayOptimizer optimizer(GetParam(), values, {0.037}, {0.013});
      for (int i = 0; i < 3; ++i) optimizer.step(values, {torch::full({1, 100'003}, 0.7 - i, dtype)});
      EXPECT_TRUE(values.flat(0).eq(values.flat(0)[0]).all().item<bool>()) << threads << " threads";
      EXPECT_NE(values.flat(0)[0].item<double>(), 0);
    }
  at::set_num_threads(1);
}

// Adam's first step is the learning rate itself.
TEST(ArrayOptimizer, KeepsTheDigitsOfLearningRatesInSinglePrecision) {
  Slots values(2, {{1}}, torch::kFloat32);
  ArrayOptimizer adam("adam", values, {1e-3, 1e-5}, {0, 0});
  adam.step(values, {torch::tensor({{2.f}, {-3.f}})});
  EXPECT_NEAR(values.flat(0).item<double>(), -1e-3, 1e-9);
  EXPECT_NEAR(values.flat(1).item<double>(), 1e-5, 1e-11);
}

INSTANTIATE_TEST_SUITE_P(Names, ArrayOptimizers, ::testing::Values("adam", "adadelta", "rmsprop", "sgd"),
                         [](const auto& parameter) { return std::string(parameter.param); });

}  // namespace
}  // namespace friendly
