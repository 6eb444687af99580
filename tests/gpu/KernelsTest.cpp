#include <gtest/gtest.h>
#include <torch/cuda.h>

#include "formats/SparseRows.hpp"
#include "net/DropoutMask.hpp"
#include "optim/ArrayOptimizer.hpp"
#include "train/CrossEntropy.hpp"
#include "train/InnerIteration.hpp"

// Kernels against the loops on a CPU that share their arithmetic: the same to the last bit.
namespace friendly {
namespace {

using torch::Tensor;

class Kernels : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
    torch::manual_seed(7);
  }
};

/// Parameters of three replicas, of 40 slots so that several launches are needed, and an optimiser of the
/// last two.
struct Optimised {
  Optimised(const char* rule, const torch::TensorOptions& options) : values(3, shapes(), options) {
    for (std::int64_t r = 0; r < 3; ++r)
      values.set_flat(r, torch::linspace(-1, 1 + static_cast<double>(r), numbers, torch::kFloat64));
    const std::vector<double> rates = {1e-3, 0.05, 0.2}, decays = {0, 0.1, 1e-3};
    optimizer = std::make_unique<ArrayOptimizer>(rule, values, rates, decays);
  }
  static Slots::Shapes shapes() {
    Slots::Shapes result(39, {2, 2});
    result.push_back({33, 100});
    return result;
  }
  void step(const Tensor& flat, const Tensor& active) {
    std::vector<Tensor> gradients;
    std::int64_t first = 0;
    for (const auto& shape : values.shapes()) {
      const std::int64_t count = shape[0] * shape[1];
      gradients.push_back(
          flat.narrow(1, first, count).reshape({2, shape[0], shape[1]}).to(values.options()).contiguous());
      first += count;
    }
    optimizer->step(values, gradients, 1, active);
  }

  static constexpr std::int64_t numbers = 39 * 4 + 3300;
  Slots values;
  std::unique_ptr<ArrayOptimizer> optimizer;
};

TEST_F(Kernels, UpdateLikeTheLoops) {
  for (const char* rule : {"adam", "adadelta", "rmsprop", "sgd"})
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
      Optimised here(rule, torch::TensorOptions(type)),
          there(rule, torch::TensorOptions(type).device(torch::kCUDA));
      for (int i = 0; i < 20; ++i) {
        const Tensor gradient = torch::randn({2, Optimised::numbers}, torch::kFloat64);
        const Tensor active = i % 3 == 0 ? torch::tensor({false, true}) : Tensor();
        here.step(gradient, active);
        there.step(gradient, active.defined() ? active.cuda() : active);
      }
      // Adam's bias corrections are powers, of which a GPU's last bit may differ.
      for (std::int64_t r = 0; r < 3; ++r)
        EXPECT_TRUE(torch::allclose(there.values.flat(r).cpu(), here.values.flat(r), 1e-6, 1e-7)) << rule;
      EXPECT_TRUE(there.optimizer->state().back().cpu().equal(here.optimizer->state().back())) << rule;
    }
}

TEST_F(Kernels, FillDropoutMasksLikeTheLoops) {
  for (const std::int64_t count : {1, 5, 1023, 32 * 9216}) {
    const Tensor x = torch::empty({count}), key = torch::tensor({0x0123456789abcdef}, torch::kInt64);
    EXPECT_TRUE(dropout_mask(x.cuda(), 0.25, key.cuda(), 7).cpu().equal(dropout_mask(x, 0.25, key, 7)));
  }
}

TEST_F(Kernels, FillDenseRowsLikeTheLoops) {
  const Tensor numbers = torch::randn({50, 300}), matrix = (numbers * (numbers > 1)).to_sparse_csr();
  const Tensor rows = torch::randint(50, {70}, torch::kInt64);
  const Tensor dense = dense_rows(matrix, rows);
  EXPECT_TRUE(dense.equal(matrix.to_dense().index_select(0, rows)));
  EXPECT_TRUE(dense_rows(matrix.cuda(), rows.cuda()).cpu().equal(dense));
}

Tensor flags(const Tensor& numbers) {
  return numbers > 0;
}

TEST_F(Kernels, ScoreAndAverageLikeTheLoops) {
  for (const auto type : {torch::kFloat32, torch::kFloat64})
    for (const std::int64_t labelled : {1, 3}) {
      const Tensor logits = 3 * torch::randn({3, 300, 10}, type),
                   labels = torch::randint(10, {labelled, 300}, torch::kInt64);
      const Tensor mask = flags(torch::randn({3, 300}));
      const CrossEntropy here(logits, labels), there(logits.cuda(), labels.cuda());
      EXPECT_TRUE(torch::allclose(there.losses().cpu(), here.losses(), 1e-5, 1e-6));
      EXPECT_TRUE(there.right().cpu().equal(here.right()));
      for (const bool is_masked : {false, true}) {
        const MeanLoss mean = here.mean(is_masked ? mask : Tensor()),
                       other = there.mean(is_masked ? mask.cuda() : Tensor());
        EXPECT_TRUE(torch::allclose(other.values.cpu(), mean.values, 1e-5, 1e-6));
        EXPECT_TRUE(torch::allclose(other.logit_gradients.cpu(), mean.logit_gradients, 1e-5, 1e-7));
      }
    }
}

TEST_F(Kernels, PlanAndMoveLikeTheLoops) {
  const Tensor losses = torch::rand({3, 300}), right = flags(torch::randn({3, 300})),
               thresholds = torch::tensor({0.6f, -1.f, 0.9f}),
               limits = torch::tensor({5.0, 3.0, 2.0}, torch::kFloat64);
  InnerProgress here{flags(torch::randn({3, 300})), torch::zeros({3}, torch::kFloat64)};
  InnerProgress there{here.left.cuda(), here.last_index.cuda()};
  const InnerPlan plan = plan_iteration(here, losses, right, thresholds, limits, 2);
  const InnerPlan other =
      plan_iteration(there, losses.cuda(), right.cuda(), thresholds.cuda(), limits.cuda(), 2);
  for (const auto member : {&InnerPlan::active, &InnerPlan::moves, &InnerPlan::has_active, &InnerPlan::ends,
                            &InnerPlan::has_more})
    EXPECT_TRUE((other.*member).cpu().equal(plan.*member));
  EXPECT_TRUE(there.left.cpu().equal(here.left));
  EXPECT_TRUE(there.last_index.cpu().equal(here.last_index));

  const Tensor inputs = torch::randn({3, 300, 70}), gradients = torch::randn({3, 300, 70}),
               steps = torch::tensor({0.5f, 2.f, 1.f}), moved = inputs.cuda();
  move_inputs(moved, gradients.cuda(), plan.moves.cuda(), steps.cuda());
  move_inputs(inputs, gradients, plan.moves, steps);
  EXPECT_TRUE(moved.cpu().equal(inputs));
}

TEST_F(Kernels, KeepRowsLikeTheLoops) {
  const Tensor chosen = torch::tensor({true, false, true});
  std::vector<Tensor> here, from, there, from_there;
  for (std::int64_t slot = 0; slot < 130; ++slot) {
    here.push_back(torch::zeros({3, 1 + 3 * slot, 2}));
    from.push_back(torch::randn({3, 1 + 3 * slot, 2}));
    there.push_back(here.back().cuda());
    from_there.push_back(from.back().cuda());
  }
  keep_rows(here, from, chosen);
  keep_rows(there, from_there, chosen.cuda());
  for (std::size_t slot = 0; slot < here.size(); ++slot) EXPECT_TRUE(there[slot].cpu().equal(here[slot]));
}

}  // namespace
}  // namespace friendly
