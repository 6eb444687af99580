#include "train/BundleRunner.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <filesystem>

#include "core/BuildInfo.hpp"
#include "core/Digest.hpp"
#include "core/Interrupted.hpp"
#include "core/Log.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "system/Device.hpp"
#include "system/Memory.hpp"
#include "train/BundleCheck.hpp"
#include "train/PeakMemory.hpp"
#include "train/Trainer.hpp"

namespace friendly {
namespace {

// The name covers everything that a checkpoint must match, so that those of another build or other data are
// never found.
std::string checkpoint_file(const std::string& folder, const Bundle& bundle, const Dataset& data) {
  std::string identity = program_version() + TORCH_VERSION + data.checksum;
  for (const Trial& trial : bundle.trials) identity += trial.key;
  std::filesystem::create_directories(folder);
  return folder + "/" + sha256(identity).substr(0, 16) + ".pt";
}

}  // namespace

std::vector<TrialOutcome> BundleRunner::operator()(const Bundle& bundle, const TrainingHooks& hooks) {
  use_threads(threads);
  spent_checkpoints.clear();
  auto outcomes = train_or_halve(bundle, hooks);
  for (const std::string& checkpoint : spent_checkpoints) std::filesystem::remove(checkpoint);
  return outcomes;
}

std::vector<TrialOutcome> BundleRunner::train_or_halve(const Bundle& bundle, const TrainingHooks& hooks) {
  if (!halves_bundles) return train(bundle, hooks);
  if (is_too_large(bundle)) return train_halves(bundle, hooks);
  const Stopwatch watch;
  std::string reason;
  try {
    return train(bundle, hooks);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    reason = reason_of(error);
    if (is_out_of_memory(error)) note_out_of_memory(bundle);
  }
  if (bundle.trials.size() > 1) {
    spdlog::warn("bundle {}: {} trials failed together and are retried in halves: {}", bundle.id,
                 bundle.trials.size(), reason);
    return train_halves(bundle, hooks);
  }
  TrialOutcome failure;
  failure.result.status = status::kFailed;
  failure.result.reason = reason;
  failure.result.device = device_name(device);
  failure.result.threads = threads;
  failure.result.start = unix_time() - watch.seconds();
  failure.result.seconds = watch.seconds();
  return {failure};
}

bool BundleRunner::is_too_large(const Bundle& bundle) const {
  const auto found = out_of_memory_from.find(shape_of(bundle.trials.front().spec));
  return bundle.trials.size() > 1 && found != out_of_memory_from.end() &&
         bundle.trials.size() >= found->second;
}

void BundleRunner::note_out_of_memory(const Bundle& bundle) {
  const auto [place, is_new] =
      out_of_memory_from.try_emplace(shape_of(bundle.trials.front().spec), bundle.trials.size());
  place->second = std::min(place->second, bundle.trials.size());
  release_freed_memory();
}

std::vector<TrialOutcome> BundleRunner::train_halves(const Bundle& bundle, const TrainingHooks& hooks) {
  std::vector<TrialOutcome> outcomes;
  const auto middle = bundle.trials.begin() + static_cast<std::ptrdiff_t>(bundle.trials.size() / 2);
  for (const Bundle& half : {Bundle{bundle.id, {bundle.trials.begin(), middle}},
                             Bundle{bundle.id, {middle, bundle.trials.end()}}}) {
    const std::size_t first = outcomes.size();
    const auto on_epoch = [&](std::size_t trial, const EpochRecord& record) {
      hooks.on_epoch(first + trial, record);
    };
    for (TrialOutcome& outcome : train_or_halve(half, {on_epoch, hooks.should_stop}))
      outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

std::vector<TrialOutcome> BundleRunner::train(const Bundle& bundle, const TrainingHooks& hooks) {
  const Stopwatch watch;
  const double start = unix_time();
  std::vector<TrialSpec> specs;
  for (const Trial& trial : bundle.trials) specs.push_back(trial.spec);
  const auto data = datasets->get(dataset_request(specs.front()));

  RunOptions options;
  options.device = device;
  options.observer = observer;
  options.checkpoint_interval = checkpoint_interval;
  std::vector<TrialOutcome> outcomes(bundle.trials.size());  // so far, in case the time runs out
  options.hooks.on_epoch = [&](std::size_t trial, const EpochRecord& record) {
    outcomes[trial].epochs.push_back(record);
    hooks.on_epoch(trial, record);
  };
  const auto is_late = [&] { return watch.seconds() > trial_timeout; };
  options.hooks.should_stop = [&] { return hooks.should_stop() || is_late(); };
  if (!checkpoint_folder.empty()) {
    options.checkpoint = checkpoint_file(checkpoint_folder, bundle, *data);
    spent_checkpoints.insert(options.checkpoint);
  }
  const PeakMemory memory;
  try {
    outcomes = run_bundle(specs, *data, options);
  } catch (const Interrupted&) {
    if (hooks.should_stop()) throw;
    spent_checkpoints.erase(options.checkpoint);
    for (TrialOutcome& outcome : outcomes) {
      outcome.result.status = status::kFailed;
      outcome.result.reason = fmt::format("took longer than --trial-timeout {}", trial_timeout);
      outcome.result.epochs_done = static_cast<std::int64_t>(outcome.epochs.size());
    }
  }
  for (TrialOutcome& outcome : outcomes) {
    outcome.result.device = device_name(device);
    outcome.result.threads = threads;
    outcome.result.replicas = static_cast<std::int64_t>(outcomes.size());
    outcome.result.start = start;
    outcome.result.seconds = watch.seconds();
    outcome.result.memory = memory.bytes();
  }
  return outcomes;
}

}  // namespace friendly
