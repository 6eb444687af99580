#include "dataset/ContactSheet.hpp"

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kGap = 2;

}  // namespace

torch::Tensor contact_sheet(const Examples& examples, std::int64_t n_columns, std::int64_t scale) {
  if (examples.inputs.dim() != 4 || (examples.inputs.size(1) != 1 && examples.inputs.size(1) != 3))
    throw UserError("this data set cannot be shown", "its examples are not images", "choose a set of images");
  const torch::Tensor classes = std::get<0>(at::_unique(examples.labels));
  const std::int64_t channels = examples.inputs.size(1), height = examples.inputs.size(2),
                     width = examples.inputs.size(3);
  torch::Tensor sheet = torch::full(
      {channels, classes.numel() * (height + kGap) + kGap, n_columns * (width + kGap) + kGap}, 0.5);
  for (std::int64_t row = 0; row < classes.numel(); ++row) {
    const torch::Tensor members =
        (examples.labels == classes[row]).nonzero().squeeze(1).slice(0, 0, n_columns);
    const torch::Tensor images = examples.inputs_at(members);
    for (std::int64_t column = 0; column < images.size(0); ++column) {
      const std::int64_t top = kGap + row * (height + kGap), left = kGap + column * (width + kGap);
      sheet.slice(1, top, top + height).slice(2, left, left + width).copy_(images[column]);
    }
  }
  const torch::Tensor bytes = sheet.clamp(0, 1).mul(255).round().to(torch::kUInt8);
  return bytes.repeat_interleave(scale, 1).repeat_interleave(scale, 2).permute({1, 2, 0}).contiguous();
}

}  // namespace friendly
