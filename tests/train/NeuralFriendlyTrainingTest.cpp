#include "Support.hpp"
#include "train/NeuralFriendlyTraining.hpp"

namespace friendly {
namespace {

using testing::short_spec;
using testing::small_images;

/// Counts the passes in which a simplifier was trained, and keeps both networks' parameters at each
/// evaluation.
class PassObserver : public Observer {
 public:
  void on_evaluation(TrialArray& array, const Evaluation&, std::int64_t replicas) override {
    if (replicas > 0) ++passes;
    classifiers.push_back(all_of(array.classifier));
    if (array.simplifier) simplifiers.push_back(all_of(*array.simplifier));
  }

  // The parameters of all replicas, [R, P].
  static torch::Tensor all_of(LearnerBase& learner) {
    std::vector<torch::Tensor> rows;
    for (std::int64_t r = 0; r < learner.parameters().replicas(); ++r)
      rows.push_back(learner.parameters().flat(r));
    return torch::stack(rows);
  }

  int passes = 0;
  std::vector<torch::Tensor> classifiers, simplifiers;
};

int passes_of(const TrialSpec& spec) {
  PassObserver observer;
  testing::train({spec}, small_images(), &observer);
  return observer.passes;
}

// 3 epochs of 3 minibatches, of which the first floor(0.6 · 9) = 5 are simplified: the last minibatch of the
// first epoch is, that of the second, at step 5, is not.
TEST(NeuralFriendlyTraining, TrainsTheSimplifierAfterEpochsThatEndSimplified) {
  TrialSpec spec = short_spec("nft", "cnn", 3);
  EXPECT_EQ(passes_of(spec), 1);
  spec.iterations_simp = 4;
  EXPECT_EQ(passes_of(spec), 4);
  spec.ratio_simp = 1;
  EXPECT_EQ(passes_of(spec), 12);
  spec.iterations_simp = 0;
  EXPECT_EQ(passes_of(spec), 0);
}

// Each class has a third of the validation images, so the accuracy is always above 0 and never above 1.
TEST(NeuralFriendlyTraining, EndsThePassesOfAnEpochAboveTheAccuracyThreshold) {
  TrialSpec spec = short_spec("nft", "ff", 2);
  spec.simplifier = "unet";
  spec.ratio_simp = 1;
  spec.iterations_simp = 3;
  spec.acc_thres = 1;
  EXPECT_EQ(passes_of(spec), 6);
  spec.acc_thres = 0;
  EXPECT_EQ(passes_of(spec), 2);
}

TEST(NeuralFriendlyTraining, ChangesOnlyTheSimplifierInPasses) {
  TrialSpec spec = short_spec("nft", "cnn", 1);
  spec.ratio_simp = 1;
  spec.iterations_simp = 2;
  PassObserver observer;
  testing::train({spec}, small_images(), &observer);
  ASSERT_EQ(observer.classifiers.size(), 2u);
  EXPECT_TRUE(observer.classifiers[0].equal(observer.classifiers[1]));
  EXPECT_FALSE(observer.simplifiers[0].equal(observer.simplifiers[1]));
}

// Each replica leaves the passes at its own threshold or limit; later passes of the others must not affect
// its dropout, batch norm or figures of the epoch.
TEST(NeuralFriendlyTraining, ReplicasLeaveThePassesIndependently) {
  for (const char* arch : {"cnn", "ff"}) {
    SCOPED_TRACE(arch);
    TrialSpec spec = short_spec("nft", arch, 3);
    spec.simplifier = "unet";
    spec.ratio_simp = 1;
    spec.iterations_simp = 3;
    std::vector<TrialSpec> specs(4, spec);
    specs[1].acc_thres = 0;
    specs[2].iterations_simp = 0;
    specs[2].run = 2;
    specs[3].iterations_simp = 1;
    specs[3].lr_simp = 0.1;
    testing::expect_as_alone(specs, small_images());
  }
}

}  // namespace
}  // namespace friendly
