#pragma once
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <map>
#include <utility>
#include <vector>

#include "train/StepRunner.hpp"

namespace friendly::testing {

/// The calls of LibTorch's operators in a step, down to those that have kernels. It stands for a graph of
/// kernels on a GPU: a repetition makes the same calls with the tensors and numbers of the first time, and
/// writes the results where they were then. Whatever else a step reads or does is not repeated.
class Recording {
 public:
  explicit Recording(const std::function<void()>& step);
  void repeat() const;

 private:
  struct Call {
    c10::OperatorHandle op;
    torch::jit::Stack arguments;
    std::vector<torch::Tensor> results;  ///< undefined where they are arguments or views of them
  };
  static void record(const c10::OperatorHandle& op, torch::jit::Stack* stack);
  friend void record_call(const c10::OperatorHandle& op, torch::jit::Stack* stack);

  std::vector<Call> calls_;
};

/// Records each kind of step of a tile when it comes for the third time, and from then on repeats it.
class ReplayRunner : public StepRunner {
 public:
  void run(const std::vector<Tile>& tiles, const Step& step) override;
  bool replays() const override { return true; }

  int repeated = 0;  ///< steps of tiles
  int computed = 0;

 private:
  struct Kind {
    int runs = 0;
    std::unique_ptr<Recording> recording;
  };
  std::map<std::pair<std::pair<std::int64_t, std::int64_t>, StepKind>, Kind> kinds_;
};

}  // namespace friendly::testing
