#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <torch/script.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "Support.hpp"
#include "core/Error.hpp"
#include "net/Factory.hpp"
#include "train/ClassifierFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

class ClassifierFile : public ::testing::Test {
 protected:
  ~ClassifierFile() override { fs::remove(path_); }

  std::vector<TrialOutcome> train(const TrialSpec& spec, const Dataset& data,
                                  ClassifierKeeper& keeper) const {
    RunOptions options;
    options.observer = &keeper;
    return run_bundle({spec}, data, options);
  }

  const std::string path_ =
      (fs::temp_directory_path() / ("classifier_" + std::to_string(::getpid()) + ".pt")).string();
};

// With a learning rate of practically 0 the loaded classifier stays as it is, so its scores are those of the
// saved one.
TEST_F(ClassifierFile, SavesTheBestEpochAndStartsFromIt) {
  const Dataset data = testing::small_images();
  TrialSpec spec = testing::short_spec("ct", "ff2", 6);
  ClassifierKeeper saving("", path_);
  const TrialResult trained = train(spec, data, saving)[0].result;
  ASSERT_GE(trained.best_epoch, 0);

  spec.lr_clf = 1e-300;
  spec.weight_decay_clf = 0;
  spec.epochs = 1;
  ClassifierKeeper loading(path_, "");
  const auto records = train(spec, data, loading)[0].epochs;
  // One epoch moves the running statistics of ff2's batch norms a little, the weights not at all.
  EXPECT_NEAR(records[0].val_acc, trained.best_val_acc, 0.35);

  spec.arch = "ff";
  ClassifierKeeper other("", path_);
  const auto plain = train(spec, data, other);
  ClassifierKeeper again(path_, "");
  EXPECT_EQ(train(spec, data, again)[0].epochs[0].val_loss, plain[0].epochs[0].val_loss);
}

// An array of two classifiers whose running statistics have moved.
Learner<Classifier> moved_classifiers(const std::string& arch, const std::vector<std::int64_t>& shape,
                                      torch::Dtype dtype) {
  Learner<Classifier> classifier(make_classifier(arch, shape, 3),
                                 {"adam", {0.1, 0.1}, {0, 0}, {5, 6}, dtype});
  for (torch::Tensor& statistic : classifier.state().statistics()) statistic.uniform_(0.5, 1.5);
  return classifier;
}

void expect_same_logits(const std::string& path, const std::string& arch,
                        const std::vector<std::int64_t>& shape, torch::Dtype dtype) {
  SCOPED_TRACE(fmt::format("{} [{}] {}", arch, fmt::join(shape, ", "), torch::toString(dtype)));
  auto classifier = moved_classifiers(arch, shape, dtype);
  classifier.state().training = false;
  save_classifier(path, classifier, 1);
  torch::jit::Module module = torch::jit::load(path);
  for (const std::int64_t examples : {1, 4}) {
    auto sizes = shape;
    sizes.insert(sizes.begin(), examples);
    const torch::Tensor x = torch::rand(sizes, dtype);
    classifier.use({1, 1}, false);
    const torch::Tensor expected = classifier(x.unsqueeze(0))[0], logits = module.forward({x}).toTensor();
    EXPECT_EQ(logits.scalar_type(), dtype);
    ASSERT_EQ(logits.sizes(), (std::vector<std::int64_t>{examples, 3}));
    const double tolerance = dtype == torch::kFloat64 ? 1e-12 : 1e-5;
    EXPECT_TRUE(torch::allclose(logits, expected, tolerance, tolerance)) << logits << "\n" << expected;
  }
}

TEST_F(ClassifierFile, ComputesTheLogitsOfEveryArchitecture) {
  torch::manual_seed(7);
  for (const torch::Dtype dtype : {torch::kFloat32, torch::kFloat64}) {
    for (const std::string& arch : classifier_names()) expect_same_logits(path_, arch, {3, 32, 32}, dtype);
    for (const char* arch : {"ff", "ff2"}) expect_same_logits(path_, arch, {7}, dtype);
    for (const char* arch : {"cnn", "cnn2"}) expect_same_logits(path_, arch, {1, 13, 12}, dtype);
  }
}

TEST_F(ClassifierFile, EqualClassifiersMakeEqualBytes) {
  const auto bytes = [&](const std::string& path) {
    auto classifier = moved_classifiers("ff", {7}, torch::kFloat32);
    save_classifier(path, classifier, 0);
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    fs::remove(path);
    return content;
  };
  const std::string first = bytes(path_);
  EXPECT_GT(first.size(), 80u * 4);
  EXPECT_EQ(bytes(path_ + ".other"), first);
}

// Without our code, it finds the validation loss that the training reported.
TEST_F(ClassifierFile, CanBeReadByPython) {
  const Dataset data = testing::small_images();
  ClassifierKeeper saving("", path_);
  const TrialOutcome trained = train(testing::short_spec("ct", "ff2", 2), data, saving)[0];
  ASSERT_GE(trained.result.best_epoch, 0);
  const EpochRecord& best = trained.epochs[static_cast<std::size_t>(trained.result.best_epoch)];
  const std::string examples = path_ + ".examples";
  const auto bytes =
      torch::jit::pickle_save(std::make_tuple(data.valid.inputs.to(torch::kFloat64), data.valid.labels));
  std::ofstream(examples, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const std::string script =
      "import sys, torch\n"
      "module = torch.jit.load(sys.argv[1]).eval()\n"
      "state = module.state_dict()\n"
      "assert state['linear1.weight'].shape == (2500, 72), state['linear1.weight'].shape\n"
      "assert state['norm5.running_var'].shape == (500,)\n"
      "assert len(state) == 12 + 20, len(state)\n"
      "inputs, labels = torch.load(sys.argv[2])\n"
      "loss = torch.nn.functional.cross_entropy(module(inputs), labels).item()\n"
      "assert abs(loss - float(sys.argv[3])) < 1e-9, loss\n";
  const std::string command =
      fmt::format("{} -c \"{}\" {} {} {}", FRIENDLY_PYTHON, script, path_, examples, best.val_loss);
  EXPECT_EQ(std::system(command.c_str()), 0);
  fs::remove(examples);
}

TEST_F(ClassifierFile, NamesTheTensorThatDoesNotFit) {
  const Dataset data = testing::small_images();
  ClassifierKeeper saving("", path_), loading(path_, "");
  train(testing::short_spec("ct", "ff", 1), data, saving);
  try {
    train(testing::short_spec("ct", "ff2", 1), data, loading);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("linear1.weight is [10, 72] in the file and [2500, 72] here"),
              std::string::npos)
        << error.what();
  }
  ClassifierKeeper absent("/nonexistent.pt", "");
  EXPECT_THROW(train(testing::short_spec("ct", "ff", 1), data, absent), UserError);
}

}  // namespace
}  // namespace friendly
