#include "dataset/LabelNoise.hpp"

#include <cmath>

#include "core/Check.hpp"
#include "core/Random.hpp"

namespace friendly {

torch::Tensor with_noisy_labels(const torch::Tensor& labels, double share, std::uint64_t seed) {
  FRIENDLY_CHECK(share >= 0 && share <= 1, "the share is from 0 to 1");
  const auto [classes, inverse, counts] = at::_unique2(labels, true, true, false);
  const std::int64_t n_classes = classes.numel();
  const std::int64_t n_noisy = n_classes < 2 ? 0 : std::llround(share * static_cast<double>(labels.numel()));
  RandomStream random(seed);
  const std::vector<std::int64_t> victims = random.permutation(labels.numel());
  torch::Tensor noisy = labels.clone();
  for (std::int64_t i = 0; i < n_noisy; ++i) {
    const std::int64_t victim = victims[static_cast<std::size_t>(i)];
    const std::int64_t other =
        (inverse[victim].item<std::int64_t>() + 1 + random.below(n_classes - 1)) % n_classes;
    noisy[victim] = classes[other];
  }
  return noisy;
}

}  // namespace friendly
