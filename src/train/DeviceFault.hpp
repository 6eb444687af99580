#pragma once
#include <torch/types.h>

#include <exception>

namespace friendly {

/// Whether `error` comes from the device itself. Nothing can be computed on it any more, whoever is at fault;
/// a lack of memory is something else.
bool is_device_fault(const std::exception& error);

/// Computes something on `device`. Throws UnusableRank (trial/Runner.hpp) if that fails.
void probe(const torch::Device& device);

}  // namespace friendly
