#pragma once
#include <array>
#include <cstdint>

namespace friendly {

/// Numbers of one replica, contiguous, and what updates them.
template <class Number>
struct UpdateRow {
  Number* value;
  const Number* gradient;
  Number* first;   ///< moments
  Number* second;  ///< null if the rule has only one
  std::int64_t count;
  Number decay;
  std::array<Number, 2> factors;
};

/// Applies a rule of UpdateRules.hpp to a row in one pass, with the widest vectors that the processor has. A
/// number's result does not depend on its position.
template <class Rule, class Number>
void update_row(const UpdateRow<Number>& row);

}  // namespace friendly
