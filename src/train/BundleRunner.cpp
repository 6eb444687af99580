#include "train/BundleRunner.hpp"

#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "core/Log.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "system/Device.hpp"
#include "system/Memory.hpp"
#include "train/BundleCheck.hpp"
#include "train/DeviceFault.hpp"
#include "train/Trainer.hpp"
#include "train/TrialArray.hpp"

namespace friendly {
std::vector<TrialOutcome> BundleRunner::operator()(const Bundle& bundle, const TrainingHooks& hooks) {
  use_threads(threads);
  return train_or_halve(bundle, hooks);
}

void BundleRunner::recorded(const Bundle& bundle) {
  for (const Trial& trial : bundle.trials) replicas.remove(trial.key);
}

std::vector<TrialOutcome> BundleRunner::train_or_halve(const Bundle& bundle, const TrainingHooks& hooks) {
  if (is_too_large(bundle)) return train_halves(bundle, hooks);
  const Stopwatch watch;
  std::string reason;
  try {
    return train(bundle, hooks);
  } catch (const Interrupted&) {
    throw;
  } catch (const UnusableRank&) {
    throw;
  } catch (const std::exception& error) {
    reason = reason_of(error);
    if (is_device_fault(error)) throw UnusableRank(reason);
    probe(device);  // libraries like cuDNN do not say that a device is at fault
    if (!halves_bundles) throw;
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
  for (const Bundle& half :
       {bundle.with({bundle.trials.begin(), middle}), bundle.with({middle, bundle.trials.end()})}) {
    const std::size_t first = outcomes.size();
    const auto on_epoch = [&](std::size_t trial, const EpochRecord& record) {
      hooks.on_epoch(first + trial, record);
    };
    for (TrialOutcome& outcome : train_or_halve(half, {on_epoch, hooks.should_stop}))
      outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

std::shared_ptr<const Dataset> BundleRunner::data_of(const TrialSpec& spec, const TrainingHooks& hooks) {
  const InterruptionScope scope(hooks.should_stop);
  try {
    return datasets->get(dataset_request(spec));
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    throw UnusableRank(reason_of(error));
  }
}

std::vector<TrialOutcome> BundleRunner::train(const Bundle& bundle, const TrainingHooks& hooks) {
  std::vector<TrialSpec> specs;
  for (const Trial& trial : bundle.trials) specs.push_back(trial.spec);
  const auto data = resident.get(data_of(specs.front(), hooks), tensor_options(specs.front(), device));
  RunOptions options;
  options.device = device;
  options.replicas = &replicas;
  options.checkpoint_interval = checkpoint_interval;
  options.checkpoint_share = checkpoint_share;
  options.timeout = trial_timeout;
  options.pause_after = bundle.epochs;
  options.hooks = hooks;
  options.observer = observer;
  auto outcomes = run_bundle(specs, *data, options);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    TrialResult& result = outcomes[i].result;
    result.device = device_name(device);
    result.threads = threads;
    if (result.status == status::kFailed) replicas.leave(bundle.trials[i].key);
  }
  return outcomes;
}

}  // namespace friendly
