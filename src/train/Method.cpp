#include "train/Method.hpp"

#include "core/Check.hpp"
#include "train/EasyExamplesFirst.hpp"
#include "train/FriendlyTraining.hpp"
#include "train/NeuralFriendlyTraining.hpp"

namespace friendly {

torch::Tensor Method::update_mask(const Tile&, const torch::Tensor&) {
  return {};
}
std::int64_t Method::pass_replicas(std::int64_t) {
  return 0;
}
void Method::start_pass() {}
void Method::pass_step(const Tile&, const Minibatch&) {}
void Method::finish_pass(const std::vector<double>&) {}
void Method::finish_epoch(std::vector<EpochRecord>&) {}

std::unique_ptr<Method> make_method(TrialArray& array, Observer& observer) {
  const std::string& name = array.specs.front().method;
  if (name == "eef") return std::make_unique<EasyExamplesFirst>(array, observer);
  if (name == "ft") return std::make_unique<FriendlyTraining>(array, observer);
  if (name == "nft" && array.simplifier) return std::make_unique<NeuralFriendlyTraining>(array, observer);
  FRIENDLY_CHECK(name == "ct" || name == "nft", "the method must be known");
  return std::make_unique<Method>(array, observer);
}

}  // namespace friendly
