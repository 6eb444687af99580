#include "train/EasyExamplesFirst.hpp"

namespace friendly {

void EasyExamplesFirst::start_epoch() {
  array_.set_for_epoch(shares_, [&](std::int64_t step, std::int64_t replica) {
    return 1 - array_.plans[static_cast<std::size_t>(replica)].scale(step);
  });
}

StepKind EasyExamplesFirst::step_kind(const Tile&) const {
  StepKind kind;
  kind.simplifying = array_.simplifying(array_.position.step) > 0;  // as update_mask() asks
  return kind;
}

torch::Tensor EasyExamplesFirst::update_mask(const Tile& tile, const torch::Tensor& losses) {
  if (array_.simplifying(array_.position.step) == 0) return {};
  // The small number keeps a share that is a whole number of examples whole in spite of rounding.
  const auto size = static_cast<double>(losses.size(1));
  const torch::Tensor counts = (tile.of(shares_.now()) * size + 1e-9).floor_().clamp_min_(1);
  return losses.argsort(1, false).argsort(1, false) < counts.unsqueeze(1);
}

}  // namespace friendly
