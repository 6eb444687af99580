#include "Support.hpp"
#include "train/EasyExamplesFirst.hpp"

namespace friendly {
namespace {

using torch::Tensor;

// Two replicas over 10 steps (60 examples in minibatches of 6) with linear scaling; the second's plan ends
// after 5.
class EasyExamples : public ::testing::Test {
 protected:
  EasyExamples() : array_(specs(), testing::two_moons(), torch::kCPU), method_(array_, silent_) {
    method_.start_epoch();
    method_.start_step();
  }

  static std::vector<TrialSpec> specs() {
    TrialSpec spec = testing::short_spec("eef", "ff", 1);
    spec.batch_size = 6;
    spec.scaling = "linear";
    spec.ratio_simp = 1;
    TrialSpec shorter = spec;
    shorter.ratio_simp = 0.5;
    return {spec, shorter};
  }

  void go_to(std::int64_t step) {
    array_.position.step = step;
    array_.position.minibatch = step % array_.minibatches;
    method_.start_epoch();
    method_.start_step();
  }
  Tensor mask_at(std::int64_t step, const Tensor& losses) {
    go_to(step);
    return method_.update_mask(array_.all(), losses);
  }

  Observer silent_;
  TrialArray array_;
  EasyExamplesFirst method_;
};

const std::vector<double> kLosses = {5, 1, 4, 0.5, 3, 2, 9, 8, 7, 6};

// 1 - scale = t / 10 and t / 5 of 10 examples, at least one.
TEST_F(EasyExamples, SelectsTheEasiestShare) {
  const Tensor losses = torch::tensor(kLosses, torch::kFloat64).expand({2, 10});
  const std::pair<std::int64_t, std::vector<std::int64_t>> cases[] = {{0, {1, 1}},  {1, {1, 2}}, {2, {2, 4}},
                                                                      {3, {3, 6}},  {4, {4, 8}}, {5, {5, 10}},
                                                                      {7, {7, 10}}, {9, {9, 10}}};
  for (const auto& [step, counts] : cases) {
    const Tensor mask = mask_at(step, losses);
    for (std::int64_t r = 0; r < 2; ++r) {
      const auto count = counts[static_cast<std::size_t>(r)];
      EXPECT_EQ(mask[r].sum().item<std::int64_t>(), count) << "step " << step << ", replica " << r;
      const Tensor easiest = std::get<0>(losses[r].sort()).narrow(0, 0, count);
      EXPECT_TRUE(std::get<0>(losses[r].masked_select(mask[r]).sort()).equal(easiest));
    }
  }
}

TEST_F(EasyExamples, MaskMatchesOneWorkedByHand) {
  const Tensor mask = mask_at(3, torch::tensor(kLosses, torch::kFloat64).expand({2, 10}));
  EXPECT_TRUE(mask[0].equal(torch::tensor({0, 1, 0, 1, 0, 1, 0, 0, 0, 0}, torch::kBool)));
  EXPECT_TRUE(mask[1].equal(torch::tensor({1, 1, 1, 1, 1, 1, 0, 0, 0, 0}, torch::kBool)));
}

TEST_F(EasyExamples, RanksEachReplicaByItsOwnLosses) {
  const Tensor losses = torch::tensor({{1., 2., 3., 4., 5.}, {5., 4., 3., 2., 1.}}, torch::kFloat64);
  const Tensor mask = mask_at(2, losses);  // 1 of 5 and 2 of 5
  EXPECT_TRUE(mask.equal(torch::tensor({{1, 0, 0, 0, 0}, {0, 0, 0, 1, 1}}, torch::kBool)));
}

TEST_F(EasyExamples, ATileHasThePlansOfItsReplicas) {
  go_to(3);
  const Tensor mask = method_.update_mask({1, 1}, torch::tensor(kLosses, torch::kFloat64).view({1, 10}));
  EXPECT_EQ(mask.sum().item<std::int64_t>(), 6);
}

TEST_F(EasyExamples, SelectsAllOnceEveryPlanHasEnded) {
  EXPECT_FALSE(mask_at(10, torch::ones({2, 10})).defined());
}

}  // namespace
}  // namespace friendly
