#include "dataset/StratifiedSplit.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/Check.hpp"
#include "core/Random.hpp"

namespace friendly {
namespace {

// How many examples of each class to hold out, by largest remainders; `counts` is [classes], int64.
std::vector<std::int64_t> quotas(const torch::Tensor& counts, std::int64_t n_held_out) {
  const std::int64_t total = counts.sum().item<std::int64_t>();
  std::vector<std::int64_t> quota, remainder;
  for (std::int64_t i = 0; i < counts.numel(); ++i) {
    const std::int64_t product = counts[i].item<std::int64_t>() * n_held_out;
    quota.push_back(product / total);
    remainder.push_back(product % total);
  }
  std::vector<std::size_t> order(quota.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  const auto missing =
      static_cast<std::size_t>(n_held_out - std::accumulate(quota.begin(), quota.end(), std::int64_t{0}));
  for (std::size_t i = 0; i < missing; ++i) ++quota[order[i]];
  return quota;
}

}  // namespace

Split stratified_split(const torch::Tensor& labels, std::int64_t n_held_out, std::uint64_t seed) {
  FRIENDLY_CHECK(n_held_out >= 0 && n_held_out <= labels.numel(),
                 "no more examples are held out than there are");
  const auto [classes, inverse, counts] = at::_unique2(labels, true, true, true);
  const std::vector<std::int64_t> quota = quotas(counts, n_held_out);
  RandomStream random(seed);
  torch::Tensor is_held_out = torch::zeros(labels.numel(), torch::kBool);
  for (std::int64_t i = 0; i < classes.numel(); ++i) {
    const torch::Tensor members = (inverse == i).nonzero().squeeze(1);
    const torch::Tensor order = torch::tensor(random.permutation(members.numel()), torch::kInt64);
    is_held_out.index_fill_(0, members.index_select(0, order.slice(0, 0, quota[static_cast<std::size_t>(i)])),
                            true);
  }
  return {(~is_held_out).nonzero().squeeze(1), is_held_out.nonzero().squeeze(1)};
}

}  // namespace friendly
