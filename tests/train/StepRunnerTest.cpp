#include <fmt/format.h>
#include <torch/autograd.h>

#include "train/ReplayRunner.hpp"
#include "train/StepRunner.hpp"
#include "train/Support.hpp"

// A GPU replays steps as graphs, which see only tensors that keep their place. That steps are such is shown
// here without one: their calls of LibTorch are recorded and repeated.
namespace friendly {
namespace {

using testing::Recording;
using testing::ReplayRunner;
using torch::Tensor;

TEST(Recording, RepeatsCallsAndGradientsOnNewNumbers) {
  const Tensor weight = torch::tensor({2.0, 3.0}), x = torch::tensor({1.0, 5.0}), sum = torch::zeros({2});
  double host = 1;
  const Recording recording([&] {
    const Tensor leaf = weight.detach().requires_grad_();
    const Tensor gradient = torch::autograd::grad({(leaf * leaf * x).sum()}, {leaf})[0];
    sum.add_(gradient, host);
  });
  EXPECT_TRUE(sum.equal(torch::tensor({4.0, 30.0})));
  weight.copy_(torch::tensor({1.0, 1.0}));
  x.copy_(torch::tensor({10.0, 20.0}));
  host = 100;
  recording.repeat();
  EXPECT_TRUE(sum.equal(torch::tensor({24.0, 70.0}))) << "numbers of the host are those of the recording";
}

struct Case {
  const char *method, *arch;
  bool is_conditioned = false, is_augmented = false, is_sparse = false;
  const char* dtype = "float64";
};

std::string case_name(const ::testing::TestParamInfo<Case>& info) {
  return fmt::format("{}_{}_{}{}", info.param.method, info.param.arch, info.param.dtype,
                     info.param.is_sparse ? "_sparse" : "");
}

class ReplayedSteps : public ::testing::TestWithParam<Case> {
 protected:
  // Six epochs of four minibatches, the last of which is short.
  static std::vector<TrialSpec> specs() {
    const auto& [method, arch, is_conditioned, is_augmented, is_sparse, dtype] = GetParam();
    TrialSpec spec = testing::short_spec(method, arch, 6);
    spec.hidden = {8, 72};
    spec.target_conditioning = is_conditioned;
    spec.data_augmentation = is_augmented;
    spec.dropout = true;
    spec.dtype = dtype;
    spec.test_when = "epoch";
    spec.test_batch_size = 4;  // of 9 and 10 examples
    spec.iterations_simp = 2;
    return testing::varied_specs(spec);
  }
  /// As on a GPU: no step looks at what it has computed.
  struct Blind : Observer {
    void on_start(TrialArray& array) override { array.may_look = false; }
    void on_end(TrialArray& array, const std::vector<std::int64_t>&) override {
      for (const Tensor& tensor : array.classifier.tensors()) tensors.push_back(tensor.clone());
      if (array.simplifier)
        for (const Tensor& tensor : array.simplifier->tensors()) tensors.push_back(tensor.clone());
    }
    std::vector<Tensor> tensors;
  };
  static std::vector<TrialOutcome> train(StepRunner* runner, Blind& observer) {
    RunOptions options;
    options.runner = runner;
    options.observer = &observer;
    return run_bundle(specs(), GetParam().is_sparse ? testing::small_texts(30) : testing::small_images(30),
                      options);
  }
};

TEST_P(ReplayedSteps, GiveTheNumbersOfComputedOnes) {
  Blind here, there;
  const auto computed = train(nullptr, here);
  ReplayRunner runner;
  const auto replayed = train(&runner, there);
  EXPECT_GT(runner.repeated, 0);
  for (std::size_t r = 0; r < computed.size(); ++r) testing::expect_equal(replayed[r], computed[r], 0);
  ASSERT_EQ(there.tensors.size(), here.tensors.size());
  for (std::size_t i = 0; i < here.tensors.size(); ++i) EXPECT_TRUE(there.tensors[i].equal(here.tensors[i]));
}

INSTANTIATE_TEST_SUITE_P(Methods, ReplayedSteps,
                         ::testing::Values(Case{"ct", "ff"}, Case{"eef", "ff"}, Case{"ft", "ff"},
                                           Case{"nft", "ff"}, Case{"ct", "ff2"},
                                           Case{"ct", "cnn", false, true}, Case{"ft", "cnn"},
                                           Case{"nft", "cnn", true}, Case{"nft", "ff", true, false, true},
                                           Case{"nft", "cnn", false, false, false, "bf16"}),
                         case_name);

}  // namespace
}  // namespace friendly
