#include "train/ReplicaSaver.hpp"

#include <spdlog/spdlog.h>
#include <torch/version.h>

#include <algorithm>

#include "core/BuildInfo.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Interruption.hpp"

namespace friendly {
namespace {

// What the first save is expected to take.
constexpr double kLeastSeconds = 0.03, kBytesPerSecond = 2e8;

double expected_seconds(TrainingState& state) {
  std::size_t bytes = 0;
  for (std::size_t r = 0; r < state.results.size(); ++r)
    for (const torch::Tensor& tensor : state.replica(r).tensors) bytes += tensor.nbytes();
  return std::max(kLeastSeconds, static_cast<double>(bytes) / kBytesPerSecond);
}

}  // namespace

std::vector<std::string> replica_names(const std::vector<TrialSpec>& specs, const Dataset& data) {
  const std::string identity =
      sha256(program_version() + " " + TORCH_VERSION + " " + data.checksum).substr(0, 8);
  std::vector<std::string> names;
  for (const TrialSpec& spec : specs) names.push_back(trial_key(spec) + "." + identity);
  return names;
}

ReplicaSaver::ReplicaSaver(TrainingState& state, std::vector<std::string> names, const RunOptions& options)
    : state_(state),
      names_(std::move(names)),
      options_(options),
      saved_(state.array.position),
      seconds_(expected_seconds(state)) {}

bool ReplicaSaver::is_due() const {
  return watch_.seconds() > options_.checkpoint_interval && is_cheap();
}

void ReplicaSaver::save() {
  const Position position = state_.array.position;
  if (options_.replicas == nullptr || options_.replicas->keeps_nothing() || position == saved_) return;
  const InterruptionScope to_the_end([] { return false; });  // above all when training is being interrupted
  const Stopwatch watch;
  std::vector<Replica> replicas;
  for (std::size_t r = 0; r < names_.size(); ++r) replicas.push_back(state_.replica(r));
  try {
    options_.replicas->save(names_, position, replicas);
    saved_ = position;
  } catch (const UserError& error) {
    spdlog::warn("training continues without a new checkpoint: {}", error.what());
  }
  seconds_ = watch.seconds();
  watch_.restart();
}

}  // namespace friendly
