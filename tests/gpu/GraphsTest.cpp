#include <torch/cuda.h>

#include "train/Support.hpp"

namespace friendly {
namespace {

// Replaying a step gives what computing it gives, to the last bit.
class Graphs : public ::testing::TestWithParam<std::pair<const char*, const char*>> {
 protected:
  void SetUp() override {
    if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  }
  static std::vector<TrialOutcome> train(bool graphs, const std::string& dtype) {
    const auto [method, arch] = GetParam();
    TrialSpec spec = testing::short_spec(method, arch, 6);
    spec.hidden = {8, 256};
    spec.dropout = true;
    spec.iterations_simp = 2;
    spec.dtype = dtype;
    spec.test_when = "epoch";
    spec.test_batch_size = 4;  // of 9 and 10 examples
    RunOptions options;
    options.device = torch::kCUDA;
    StepRunner computing;
    if (!graphs) options.runner = &computing;
    auto specs = testing::varied_specs(spec);
    for (const TrialSpec& one : testing::varied_specs(spec))
      specs.push_back(one);  // more than there are streams
    // The simplifiers of some end their passes early.
    for (std::size_t r = 0; r < specs.size() && spec.method == "nft"; ++r)
      specs[r].acc_thres = r % 3 == 0 ? 0.2 : 2;
    return run_bundle(specs, testing::small_images(84, {1, 16, 16}), options);
  }
};

TEST_P(Graphs, EqualComputedSteps) {
  for (const char* dtype : {"float32", "bf16"}) {
    const auto computed = train(false, dtype), replayed = train(true, dtype);
    for (std::size_t r = 0; r < computed.size(); ++r) testing::expect_equal(replayed[r], computed[r], 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, Graphs,
                         ::testing::Values(std::pair("ct", "ff"), std::pair("eef", "ff"),
                                           std::pair("ft", "ff"), std::pair("nft", "ff"),
                                           std::pair("ct", "cnn"), std::pair("ft", "cnn"),
                                           std::pair("nft", "cnn"), std::pair("ct", "cnn2")),
                         [](const auto& all) {
                           return std::string(all.param.first) + "_" + all.param.second;
                         });

}  // namespace
}  // namespace friendly
