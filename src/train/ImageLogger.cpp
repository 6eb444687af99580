#include "train/ImageLogger.hpp"

#include <algorithm>

#include "train/Method.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// Restores at the end of its life what Method::prepare() changes: the method's sums and the running
// statistics of the simplifier.
class StateGuard {
 public:
  StateGuard(TrialArray& array, Method& method) : tensors_(method.tensors()) {
    if (array.simplifier)
      for (const Tensor& statistic : array.simplifier->state().statistics()) tensors_.push_back(statistic);
    for (const Tensor& tensor : tensors_) kept_.push_back(tensor.clone());
  }
  ~StateGuard() {
    for (std::size_t i = 0; i < tensors_.size(); ++i) tensors_[i].copy_(kept_[i]);
  }
  StateGuard(const StateGuard&) = delete;
  StateGuard& operator=(const StateGuard&) = delete;

 private:
  std::vector<Tensor> tensors_, kept_;
};

}  // namespace

void ImageLogger::on_epoch(TrialArray& array, Method& method, const Records&) {
  const std::int64_t epoch = array.position.epoch;
  if (std::find(chosen_.begin(), chosen_.end(), epoch) == chosen_.end()) return;
  const Tensor first = torch::arange(std::min(kExamples, data_.test.size()), torch::kInt64);
  const Tensor original = data_.test.inputs_at(first).to(array.options);
  const Tensor labels = data_.test.labels.index_select(0, first).to(array.options.device());

  const StateGuard guard(array, method);
  --array.position.step;  // the epoch's last one
  const Tensor given =
      method.prepare(array.tiles(1).front(), {original.unsqueeze(0), labels.unsqueeze(0)}).inputs[0].detach();
  ++array.position.step;
  epochs_.push_back(epoch);
  images_.push_back(torch::stack({original, given, given - original}).to(torch::kCPU, torch::kFloat32));
}

}  // namespace friendly
