#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "core/Check.hpp"
#include "core/VectorLevel.hpp"

namespace friendly {

// The arithmetic of torch::optim's optimisers, with PyTorch's defaults (docs/method.md, "Optimisers and
// schedules"), written once for loops on a CPU and kernels on a GPU. A rule's update() changes a parameter
// `value`, whose `gradient` contains the weight decay, and its moments; `factors` come from the learning rate
// and the number of steps, counted from 1, and are the same for all parameters of a replica.

using UpdateFactors = std::array<double, 2>;

struct Adam {
  static constexpr int kMoments = 2;
  FRIENDLY_INLINE static UpdateFactors factors(double rate, double steps) {
    return {rate / (1 - std::pow(0.9, steps)), std::sqrt(1 - std::pow(0.999, steps))};
  }
  template <class Number>
  FRIENDLY_INLINE static void update(Number& value, const Number& gradient, Number& first, Number& second,
                                     const std::array<Number, 2>& factors) {
    using std::sqrt;
    using C = Number;  // of constants
    first = first * C(0.9) + gradient * C(1 - 0.9);
    second = second * C(0.999) + gradient * gradient * C(1 - 0.999);
    value = value - first / (sqrt(second) / factors[1] + C(1e-8)) * factors[0];
  }
};

struct Adadelta {
  static constexpr int kMoments = 2;
  FRIENDLY_INLINE static UpdateFactors factors(double rate, double) { return {rate, 0}; }
  template <class Number>
  FRIENDLY_INLINE static void update(Number& value, const Number& gradient, Number& squares, Number& changes,
                                     const std::array<Number, 2>& factors) {
    using std::sqrt;
    using C = Number;  // of constants
    squares = squares * C(0.9) + gradient * gradient * C(1 - 0.9);
    const Number change = sqrt(changes + C(1e-6)) / sqrt(squares + C(1e-6)) * gradient;
    changes = changes * C(0.9) + change * change * C(1 - 0.9);
    value = value - change * factors[0];
  }
};

struct RmsProp {
  static constexpr int kMoments = 1;
  FRIENDLY_INLINE static UpdateFactors factors(double rate, double) { return {rate, 0}; }
  template <class Number>
  FRIENDLY_INLINE static void update(Number& value, const Number& gradient, Number& squares,
                                     const std::array<Number, 2>& factors) {
    using std::sqrt;
    using C = Number;  // of constants
    squares = squares * C(0.99) + gradient * gradient * C(1 - 0.99);
    value = value - gradient / (sqrt(squares) + C(1e-8)) * factors[0];
  }
};

struct MomentumSgd {
  static constexpr int kMoments = 1;
  FRIENDLY_INLINE static UpdateFactors factors(double rate, double) { return {rate, 0}; }
  template <class Number>
  FRIENDLY_INLINE static void update(Number& value, const Number& gradient, Number& momentum,
                                     const std::array<Number, 2>& factors) {
    momentum = momentum * Number(0.9) + gradient;
    value = value - momentum * factors[0];
  }
};

enum class UpdateRule : std::int64_t { adam, adadelta, rmsprop, sgd };

inline UpdateRule rule_called(const std::string& name) {
  if (name == "adam") return UpdateRule::adam;
  if (name == "adadelta") return UpdateRule::adadelta;
  if (name == "rmsprop") return UpdateRule::rmsprop;
  FRIENDLY_CHECK(name == "sgd", "a known optimiser");
  return UpdateRule::sgd;
}

/// Calls `use` with a value of the rule's type.
template <class Use>
void with_rule(UpdateRule rule, const Use& use) {
  switch (rule) {
    case UpdateRule::adam:
      return use(Adam());
    case UpdateRule::adadelta:
      return use(Adadelta());
    case UpdateRule::rmsprop:
      return use(RmsProp());
    case UpdateRule::sgd:
      return use(MomentumSgd());
  }
}

}  // namespace friendly
