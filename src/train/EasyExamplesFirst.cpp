#include "train/EasyExamplesFirst.hpp"

#include <algorithm>
#include <cmath>

namespace friendly {

torch::Tensor EasyExamplesFirst::update_mask(const Tile& tile, const torch::Tensor& losses) {
  const auto step = array_.position.step;
  if (array_.simplifying(step) == 0) return {};
  std::vector<double> counts;
  // The small number keeps a share that is a whole number of examples whole in spite of rounding.
  for (double scale : array_.scales(step, tile))
    counts.push_back(std::max(1.0, std::floor((1 - scale) * static_cast<double>(losses.size(1)) + 1e-9)));
  const torch::Tensor ranks = losses.detach().argsort(1, false).argsort(1, false);
  return ranks < array_.column(counts).unsqueeze(1);
}

}  // namespace friendly
