#include "train/BestClassifiers.hpp"

namespace friendly {

using torch::Tensor;

BestClassifiers::BestClassifiers(Learner<Classifier>& classifier)
    : current_(classifier.parameters().tensors()) {
  const auto& statistics = classifier.state().statistics();
  current_.insert(current_.end(), statistics.begin(), statistics.end());
  for (const Tensor& tensor : current_) kept_.push_back(torch::zeros_like(tensor));
}

void BestClassifiers::keep(std::int64_t replica) {
  for (std::size_t i = 0; i < kept_.size(); ++i) kept_[i][replica].copy_(current_[i][replica]);
}

void BestClassifiers::put_back(std::int64_t replica) {
  for (std::size_t i = 0; i < kept_.size(); ++i) current_[i][replica].copy_(kept_[i][replica]);
}

}  // namespace friendly
