#pragma once
#include <torch/types.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace friendly {

/// Writes `head` and `tensors` to `path`, aside and renamed. Throws UserError if the disk refuses.
void write_checkpoint(const std::string& path, const nlohmann::json& head,
                      const std::vector<torch::Tensor>& tensors);

/// Fills `tensors` with what the checkpoint at `path` holds and returns its head. `identity` must equal the
/// head's member of that name: the first differing field is named in the UserError that refuses it. Throws
/// UserError for a damaged file too.
nlohmann::json read_checkpoint(const std::string& path, const nlohmann::json& identity,
                               std::vector<torch::Tensor>& tensors);

}  // namespace friendly
