#pragma once
#include <torch/types.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace friendly {

/// Writes `head` and `tensors` to `path`, replacing the file atomically. Throws UserError if it cannot be
/// written.
void write_checkpoint(const std::string& path, const nlohmann::json& head,
                      const std::vector<torch::Tensor>& tensors);

/// Fills `tensors` from the checkpoint at `path` and returns its head. Throws UserError if the file is
/// damaged or if the head's member "identity" is not `identity`; the message then names the first field that
/// differs.
nlohmann::json read_checkpoint(const std::string& path, const nlohmann::json& identity,
                               std::vector<torch::Tensor>& tensors);

}  // namespace friendly
