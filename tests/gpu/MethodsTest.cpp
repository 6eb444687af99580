#include <c10/cuda/CUDAFunctions.h>
#include <torch/cuda.h>

#include "train/Support.hpp"

namespace friendly {
namespace {

struct Case {
  const char *method, *arch;
  std::size_t replicas;
};

class Methods : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  }
  // Two epochs of ten steps, the first on simplified data.
  std::vector<TrialSpec> specs(const std::string& dtype) const {
    TrialSpec spec = testing::short_spec(GetParam().method, GetParam().arch, 2);
    spec.dtype = dtype;
    spec.lr_clf = spec.lr_simp = 1e-3;
    if (spec.method != "ct") spec.ratio_simp = 0.5;
    spec.hidden = {8, 256};
    std::vector<TrialSpec> specs(GetParam().replicas, spec);
    for (std::size_t r = 0; r < specs.size(); ++r) specs[r].run = static_cast<std::int64_t>(r);
    return specs;
  }
  static std::vector<TrialOutcome> train(const std::vector<TrialSpec>& specs, const torch::Device& device,
                                         Observer* observer = nullptr) {
    RunOptions options;
    options.device = device;
    options.observer = observer;
    StepRunner computing;  // of whose losses an observer sees all
    if (observer != nullptr) options.runner = &computing;
    return run_bundle(specs, testing::small_images(80, {1, 16, 16}), options);
  }
};

TEST_P(Methods, HaveTheNumbersOfTheCpu) {
  const auto here = train(specs("float32"), torch::kCPU), there = train(specs("float32"), torch::kCUDA);
  for (std::size_t r = 0; r < here.size(); ++r) testing::expect_equal(there[r], here[r], 1e-3);
  const auto exactly_here = train(specs("float64"), torch::kCPU),
             exactly = train(specs("float64"), torch::kCUDA);
  for (std::size_t r = 0; r < here.size(); ++r) testing::expect_equal(exactly[r], exactly_here[r], 1e-7);
}

// Rounded sums differ in their last bit, and what follows from it is no longer small after an epoch.
TEST_P(Methods, TrainInBfloat16LikeTheCpu) {
  const auto here = train(specs("bf16"), torch::kCPU), there = train(specs("bf16"), torch::kCUDA);
  for (std::size_t r = 0; r < here.size(); ++r) {
    ASSERT_EQ(there[r].result.status, status::kDone) << there[r].result.reason;
    for (std::size_t i = 0; i < here[r].epochs.size(); ++i)
      EXPECT_NEAR(there[r].epochs[i].train_loss, here[r].epochs[i].train_loss, 0.05);
  }
}

/// From the third loss of an epoch to its last one, whatever waits for the device is an error.
class NoWaits : public Observer {
 public:
  ~NoWaits() override { allow(true); }
  void on_loss(const Tile&, const torch::Tensor& loss, const torch::Tensor&) override {
    if (++losses_ == 3) {
      allow(false);
      EXPECT_THROW(loss.sum().item<double>(), c10::Error) << "waiting is not found out";
    }
    if (losses_ == 9) allow(true);
  }
  void on_epoch(TrialArray&, Method&, const Records&) override { losses_ = 0; }

 private:
  static void allow(bool waits) {
    c10::cuda::warning_state().set_sync_debug_mode(waits ? c10::cuda::SyncDebugMode::L_DISABLED
                                                         : c10::cuda::SyncDebugMode::L_ERROR);
  }
  int losses_ = 0;
};

TEST_P(Methods, WaitForNothingWithinAnEpoch) {
  NoWaits observer;
  EXPECT_NO_THROW(train(specs("float32"), torch::kCUDA, &observer));
}

INSTANTIATE_TEST_SUITE_P(All, Methods,
                         ::testing::Values(Case{"ct", "ff", 3}, Case{"eef", "ff", 2}, Case{"ft", "ff", 3},
                                           Case{"nft", "ff", 2}, Case{"ct", "ff2", 1}, Case{"ct", "cnn", 2},
                                           Case{"ft", "cnn", 2}, Case{"nft", "cnn", 2},
                                           Case{"ct", "cnn2", 1}),
                         [](const ::testing::TestParamInfo<Case>& test) {
                           return std::string(test.param.method) + "_" + test.param.arch;
                         });

}  // namespace
}  // namespace friendly
