#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly::testing {

/// A reference trace: its file, and what its formulas and configuration say.
struct GoldenCase {
  std::string name;
  nlohmann::json trace;
  TrialSpec spec;
  Dataset data;
};

GoldenCase read_golden_case(const std::string& path);

/// What a run left to be compared with a trace, of one replica.
struct Trace {
  std::vector<double> losses;
  struct Row {
    double val_loss, val_acc, test_loss, test_acc;
    double clf_sum, clf_sumsq, simp_sum, simp_sumsq;
    std::size_t n_losses, epoch;
    double scale;
  };
  std::vector<Row> epochs;
};

/// Gives every replica the formula's initial weights and records the trace of the replica whose place in the
/// bundle is `trial`.
class GoldenObserver : public Observer {
 public:
  explicit GoldenObserver(std::size_t trial) : trial_(trial) {}
  void on_start(TrialArray& array) override;
  void on_loss(const torch::Tensor& losses, const torch::Tensor& counts) override;
  void on_evaluation(TrialArray& array, const Evaluation& evaluation, std::int64_t replicas) override;

  Trace trace;

 private:
  std::size_t trial_;
  std::int64_t replica_ = 0;
};

}  // namespace friendly::testing
