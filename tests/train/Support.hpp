#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "dataset/Dataset.hpp"
#include "dataset/LoadDataset.hpp"
#include "net/Rounding.hpp"
#include "train/Trainer.hpp"
#include "trial/TrialResult.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly::testing {

/// `count` noise images of `shape` [C, H, W] whose labels cycle through the classes, the later ones brighter.
inline Examples random_examples(std::int64_t count, std::vector<std::int64_t> shape, std::int64_t classes) {
  shape.insert(shape.begin(), count);
  const torch::Tensor labels = torch::arange(count, torch::kInt64).remainder(classes);
  const torch::Tensor brightness =
      labels.to(torch::kFloat32).view({-1, 1, 1, 1}) / static_cast<double>(classes);
  return {torch::rand(shape) * 0.7 + 0.3 * brightness, labels};
}

/// A data set of random_examples() of three classes, the same in every call.
inline Dataset small_images(std::int64_t n_train = 22, std::vector<std::int64_t> shape = {1, 9, 8}) {
  torch::manual_seed(3);
  return {"images",
          3,
          random_examples(n_train, shape, 3),
          random_examples(9, shape, 3),
          random_examples(10, shape, 3),
          "images",
          "noise"};
}

/// The same with flat inputs, half of them zero, in sparse rows.
inline Dataset small_texts(std::int64_t n_train = 22) {
  Dataset data = small_images(n_train);
  for (Examples* part : {&data.train, &data.valid, &data.test}) {
    const torch::Tensor flat = part->inputs.flatten(1);
    part->inputs = (flat * (flat > 0.5)).to_sparse_csr();
  }
  return data;
}

/// `two_moons` with 60 training, 20 validation and 20 test examples.
inline Dataset two_moons() {
  DatasetRequest request;
  request.name = "two_moons";
  request.n_examples = 100;
  return load_dataset(request, {});
}

/// A specification that trains in moments: small networks, minibatches of 8, large learning rates, float64.
inline TrialSpec short_spec(const std::string& method, const std::string& arch, std::int64_t epochs) {
  TrialSpec spec = default_spec(method, arch);
  spec.epochs = epochs;
  spec.batch_size = 8;
  spec.dtype = "float64";
  spec.lr_clf = 0.01;
  spec.lr_simp = 0.01;
  spec.simplifier = arch == "ff" ? "ff" : "unet";
  if (arch == "ff") spec.hidden = {8, 2};
  spec.n_deep = 2;
  spec.n_filters_base = 2;
  if (method != "ct") spec.ratio_simp = 0.6;
  return spec;
}

/// Four specifications of one shape that differ in everything that may differ: rates, decays, penalties,
/// plans, runs.
inline std::vector<TrialSpec> varied_specs(const TrialSpec& spec) {
  std::vector<TrialSpec> specs(4, spec);
  specs[1].lr_clf *= 4;
  specs[1].weight_decay_clf = 0.01;
  specs[1].run = 2;
  specs[2].lr_simp *= 3;
  specs[2].weight_decay_simp = 0.1;
  specs[2].beta_simp = 200;
  specs[2].scaling = "linear";
  specs[2].step_simp = 2;
  specs[3].run = 3;
  if (spec.method == "ct") return specs;
  specs[1].ratio_simp = 1;
  specs[2].ratio_simp = 0.3;
  specs[3].ratio_simp = 0;
  specs[1].conf_thres = 0.4;
  if (spec.method == "ft") specs[2].iterations_simp = 3;
  return specs;
}

/// Like EXPECT_NEAR with a relative tolerance, but NaN and infinities equal themselves.
inline void expect_number(double value, double expected, double tolerance, const std::string& what) {
  if (std::isnan(expected) || std::isinf(expected))
    EXPECT_TRUE(std::isnan(expected) ? std::isnan(value) : value == expected) << what << " is " << value;
  else
    EXPECT_NEAR(value, expected, tolerance * std::max(1.0, std::abs(expected))) << what;
}

/// Compares two records field by field, except for what they have cost and the array they were in.
template <class Record>
void expect_fields(const Record& record, const Record& expected, const std::vector<Field<Record>>& fields,
                   double tolerance, const std::string& where) {
  static const std::set<std::string> others = {"start", "seconds", "memory", "replicas"};
  for (const Field<Record>& field : fields) {
    if (others.count(field.name) > 0) continue;
    const std::string what = where + field.name;
    std::visit(
        [&](auto member) {
          if constexpr (std::is_same_v<decltype(member), double Record::*>)
            expect_number(record.*member, expected.*member, tolerance, what);
          else
            EXPECT_EQ(record.*member, expected.*member) << what;
        },
        field.member);
  }
}

/// Compares two outcomes of one trial, except for what they have cost; with tolerance 0 bitwise.
inline void expect_equal(const TrialOutcome& outcome, const TrialOutcome& expected, double tolerance) {
  ASSERT_EQ(outcome.epochs.size(), expected.epochs.size());
  for (std::size_t i = 0; i < outcome.epochs.size(); ++i)
    expect_fields(outcome.epochs[i], expected.epochs[i], epoch_fields(), tolerance,
                  "epoch " + std::to_string(i) + " ");
  expect_fields(outcome.result, expected.result, result_fields(), tolerance, "");
  EXPECT_TRUE(tolerance > 0 || nlohmann::json(outcome.log) == nlohmann::json(expected.log));
}

/// Trains `specs` as one array.
inline std::vector<TrialOutcome> train(const std::vector<TrialSpec>& specs, const Dataset& data,
                                       Observer* observer = nullptr) {
  RunOptions options;
  options.observer = observer;
  return run_bundle(specs, data, options);
}

/// Expects each trial to give the same results among the others as alone: to the last bit where neighbours
/// change nothing, and then in float32, where a different order of summation shows first. Only `ff` is
/// computed as a whole array.
inline void expect_as_alone(std::vector<TrialSpec> specs, const Dataset& data) {
  const bool is_exact = kNeighboursChangeNothing || specs.front().arch != "ff";
  if (is_exact)
    for (TrialSpec& spec : specs) spec.dtype = "float32";
  const auto together = train(specs, data);
  for (std::size_t i = 0; i < specs.size(); ++i) {
    SCOPED_TRACE("trial " + std::to_string(i));
    expect_equal(together[i], train({specs[i]}, data)[0], is_exact ? 0 : 1e-10);
  }
}

}  // namespace friendly::testing
