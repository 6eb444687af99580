// Reproduces the golden traces of the released code within the tolerances of docs/method.md, "How this is
// proven": each case alone, as one replica among others with different hyperparameters, and resumed from a
// checkpoint in the middle.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "GoldenCase.hpp"
#include "core/Interrupted.hpp"
#include "train/Trainer.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;
using testing::GoldenCase;
using testing::GoldenObserver;
using testing::Trace;

std::vector<std::string> golden_files() {
  const char* folder = std::getenv("FRIENDLY_GOLDEN_DIR");
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder != nullptr ? folder : FRIENDLY_GOLDEN_DEFAULT_DIR))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

void expect_relative(double value, double expected, double tolerance, const std::string& what) {
  EXPECT_NEAR(value, expected, tolerance * std::abs(expected)) << what;
}

void expect_sums(double sum, double sumsq, const nlohmann::json& row, const std::string& network,
                 double count) {
  const double expected = row.at(network + "_sumsq");
  expect_relative(sumsq, expected, 1e-9, network + "_sumsq");
  EXPECT_NEAR(sum, row.at(network + "_sum").get<double>(), 1e-9 * std::sqrt(expected * count)) << network;
}

void expect_row(const Trace::Row& row, const nlohmann::json& expected, const nlohmann::json& counts) {
  expect_relative(row.val_loss, expected.at("val_loss"), 1e-7, "val_loss");
  expect_relative(row.test_loss, expected.at("test_loss"), 1e-7, "test_loss");
  EXPECT_DOUBLE_EQ(row.val_acc, expected.at("val_acc"));
  EXPECT_DOUBLE_EQ(row.test_acc, expected.at("test_acc"));
  EXPECT_EQ(row.n_losses, expected.at("n_losses").get<std::size_t>());
  EXPECT_EQ(row.epoch, expected.at("epoch").get<std::size_t>());
  EXPECT_DOUBLE_EQ(row.scale, expected.at("scale"));
  expect_sums(row.clf_sum, row.clf_sumsq, expected, "clf", counts.at("clf"));
  if (!std::isnan(row.simp_sum))
    expect_sums(row.simp_sum, row.simp_sumsq, expected, "simp", counts.at("simp"));
}

void expect_result(const TrialResult& result, const nlohmann::json& trace) {
  const auto& expected = trace.at("result");
  EXPECT_EQ(result.n_parameters_clf, trace.at("n_parameters").at("clf").get<std::int64_t>());
  // The released code creates a simplifier even if it is never used.
  if (result.n_parameters_simp > 0) {
    EXPECT_EQ(result.n_parameters_simp, trace.at("n_parameters").at("simp").get<std::int64_t>());
  }
  if (expected.is_null()) {
    EXPECT_EQ(result.best_epoch, -1);
    return;
  }
  EXPECT_EQ(static_cast<double>(result.best_epoch), expected.at("best_epoch").get<double>());
  EXPECT_NEAR(result.best_train_acc, expected.at("best_train_acc").get<double>(), 1e-6);
  EXPECT_DOUBLE_EQ(result.best_val_acc, expected.at("best_val_acc"));
  EXPECT_DOUBLE_EQ(result.best_test_acc, expected.at("best_test_acc"));
  EXPECT_DOUBLE_EQ(result.best_test_acc_seen, expected.at("best_test_acc_seen"));
}

void expect_trace(const Trace& trace, const TrialOutcome& outcome, const nlohmann::json& expected) {
  const auto losses = expected.at("losses").get<std::vector<double>>();
  ASSERT_EQ(trace.losses.size(), losses.size());
  for (std::size_t i = 0; i < losses.size(); ++i)
    expect_relative(trace.losses[i], losses[i], 1e-7, "loss " + std::to_string(i));
  ASSERT_EQ(trace.epochs.size(), expected.at("epochs").size());
  for (std::size_t i = 0; i < trace.epochs.size(); ++i) {
    SCOPED_TRACE("evaluation " + std::to_string(i));
    expect_row(trace.epochs[i], expected.at("epochs").at(i), expected.at("n_parameters"));
  }
  expect_result(outcome.result, expected);
}

class Golden : public ::testing::TestWithParam<std::string> {
 protected:
  const GoldenCase golden_ = testing::read_golden_case(GetParam());
};

TEST_P(Golden, Alone) {
  GoldenObserver observer(0);
  RunOptions options;
  options.shuffle = false;
  options.observer = &observer;
  const auto outcomes = run_bundle({golden_.spec}, golden_.data, options);
  expect_trace(observer.trace, outcomes[0], golden_.trace);
}

// The neighbours' plans end later, end earlier or never begin; their rates, decays and penalties differ. A
// resnet, whose steps take seconds, has only the first neighbour.
TEST_P(Golden, AmongOtherReplicas) {
  std::vector<TrialSpec> specs(4, golden_.spec);
  specs[0].lr_clf *= 3;
  specs[0].ratio_simp = std::min(1.0, golden_.spec.ratio_simp + 0.25);
  specs[1].weight_decay_clf *= 10;
  specs[1].beta_simp /= 7;
  specs[1].scaling = golden_.spec.scaling == "linear" ? "quadratic" : "linear";
  if (golden_.spec.cos_scheduler != "restart") specs[1].ratio_simp /= 2;
  specs[3].lr_simp *= 5;
  specs[3].step_simp /= 2;
  specs[3].conf_thres = 0.3;
  if (golden_.spec.cos_scheduler != "restart") specs[3].ratio_simp = 0;
  specs[3].run = 2;
  if (golden_.spec.arch == "resnet") specs = {specs[0], specs[2]};
  const std::size_t place = specs.size() / 2;
  GoldenObserver observer(place);
  RunOptions options;
  options.shuffle = false;
  options.observer = &observer;
  const auto outcomes = run_bundle(specs, golden_.data, options);
  expect_trace(observer.trace, outcomes[place], golden_.trace);
}

// Stops after half as many steps as the classifier takes, and resumes from the checkpoint.
TEST_P(Golden, ResumedFromACheckpoint) {
  const fs::path folder = fs::temp_directory_path() / ("golden_" + golden_.name + std::to_string(::getpid()));
  const std::int64_t batch = golden_.spec.batch_size,
                     minibatches = (golden_.data.train.size() + batch - 1) / batch;
  const std::int64_t steps = golden_.spec.epochs * minibatches;
  std::int64_t asked = 0;
  GoldenObserver observer(0);
  RunOptions options;
  options.shuffle = false;
  options.observer = &observer;
  ReplicaStore store(folder.string());
  options.replicas = &store;
  options.hooks.should_stop = [&] { return ++asked == steps / 2 + 1; };
  EXPECT_THROW(run_bundle({golden_.spec}, golden_.data, options), Interrupted);
  const auto outcomes = run_bundle({golden_.spec}, golden_.data, options);
  fs::remove_all(folder);
  expect_trace(observer.trace, outcomes[0], golden_.trace);
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, ::testing::ValuesIn(golden_files()),
                         [](const auto& parameter) { return fs::path(parameter.param).stem().string(); });

}  // namespace
}  // namespace friendly
