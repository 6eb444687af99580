#pragma once
#include <torch/types.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace friendly {

/// A replica as a value: its tensors, and everything else about it.
struct Replica {
  nlohmann::json facts;
  std::vector<torch::Tensor> tensors;  ///< on any device
};

/// Writes `replica` to `path`, replacing the file atomically; the folder is for the caller to sync. Throws
/// UserError if the disk refuses.
void write_replica_file(const std::string& path, const Replica& replica);

/// The open file of a replica, known to be intact. It can still be read if another process removes it.
class ReplicaFile {
 public:
  /// Reads the whole file once. Throws UserError if it cannot be read or is damaged.
  explicit ReplicaFile(const std::string& path);

  const std::string& path() const { return path_; }
  const nlohmann::json& facts() const { return facts_; }
  /// Fills `tensors`, on any device. Throws UserError if types and shapes are not those that were written.
  void read_into(std::vector<torch::Tensor> tensors);

 private:
  std::string path_;
  std::ifstream file_;
  nlohmann::json facts_;
  std::vector<std::string> layouts_;  // of the tensors
  std::streamoff tensors_at_ = 0;
};

}  // namespace friendly
