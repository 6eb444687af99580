#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly::testing {

/// A golden trace: the content of its file, and the trial and data that its configuration and the formulas
/// define (docs/method.md, "How this is proven").
struct GoldenCase {
  std::string name;
  nlohmann::json trace;
  TrialSpec spec;
  Dataset data;
};

/// Reads the trace in the file `path`.
GoldenCase read_golden_case(const std::string& path);

/// What is recorded of one replica's run, to be compared with a golden trace.
struct Trace {
  std::vector<double> losses;  ///< in the order in which they were computed
  struct Row {
    double val_loss, val_acc, test_loss, test_acc;
    double clf_sum, clf_sumsq, simp_sum, simp_sumsq;
    std::size_t n_losses, epoch;
    double scale;
  };
  std::vector<Row> epochs;  ///< one per evaluation
};

/// Gives every replica the initial weights of the formula and records the trace of the bundle's trial number
/// `trial` (from 0).
class GoldenObserver : public Observer {
 public:
  explicit GoldenObserver(std::size_t trial) : trial_(trial) {}
  void on_start(TrialArray& array) override;
  void on_loss(const Tile& tile, const torch::Tensor& losses, const torch::Tensor& counts) override;
  void on_evaluation(TrialArray& array, const Evaluation& evaluation, std::int64_t replicas) override;

  Trace trace;

 private:
  std::size_t trial_;
  std::int64_t replica_ = 0;
};

}  // namespace friendly::testing
