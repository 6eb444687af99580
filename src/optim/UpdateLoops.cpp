#include "optim/UpdateLoops.hpp"

#include "optim/UpdateRules.hpp"

namespace friendly {
namespace {

template <class Rule, class Number>
FRIENDLY_INLINE void loop(const UpdateRow<Number>& row) {
  Number* __restrict value = row.value;
  const Number* __restrict gradient = row.gradient;
  Number* __restrict first = row.first;
  Number* __restrict second = row.second;
  const Number decay = row.decay;
  const auto factors = row.factors;
  for (std::int64_t i = 0; i < row.count; ++i) {
    const Number decayed = gradient[i] + decay * value[i];
    if constexpr (Rule::kMoments == 1)
      Rule::update(value[i], decayed, first[i], factors);
    else
      Rule::update(value[i], decayed, first[i], second[i], factors);
  }
}

template <class Rule, class Number>
FRIENDLY_AVX2 void loop_avx2(const UpdateRow<Number>& row) {
  loop<Rule>(row);
}
template <class Rule, class Number>
FRIENDLY_AVX512 void loop_avx512(const UpdateRow<Number>& row) {
  loop<Rule>(row);
}

}  // namespace

template <class Rule, class Number>
void update_row(const UpdateRow<Number>& row) {
  if (vector_level() == VectorLevel::avx512) return loop_avx512<Rule>(row);
  if (vector_level() == VectorLevel::avx2) return loop_avx2<Rule>(row);
  loop<Rule>(row);
}

#define FRIENDLY_INSTANTIATE(Rule)                                \
  template void update_row<Rule, float>(const UpdateRow<float>&); \
  template void update_row<Rule, double>(const UpdateRow<double>&);
FRIENDLY_INSTANTIATE(Adam)
FRIENDLY_INSTANTIATE(Adadelta)
FRIENDLY_INSTANTIATE(RmsProp)
FRIENDLY_INSTANTIATE(MomentumSgd)
#undef FRIENDLY_INSTANTIATE

}  // namespace friendly
