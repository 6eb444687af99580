#pragma once
#include <ATen/core/dispatch/Dispatcher.h>

namespace friendly {

/// The operator of LibTorch's that is registered as `name`.
template <class Signature>
auto operator_called(const char* name) {
  return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

}  // namespace friendly
