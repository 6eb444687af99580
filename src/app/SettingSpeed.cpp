#include "app/SettingSpeed.hpp"

#include <algorithm>
#include <optional>

#include "comm/Gather.hpp"
#include "sweep/Workload.hpp"
#include "system/Memory.hpp"

namespace friendly {
namespace {

constexpr std::chrono::seconds kStart{120};  // for ranks that set up their devices
constexpr double kSlowest = 10;              // times as slow as another rank
constexpr double kLongestWait = 1e6;         // seconds

double trial_seconds(const TrialSpec& spec, const DataSize& data, const ArrayTimes& times,
                     std::size_t replicas) {
  Bundle bundle{1, {}};
  for (std::size_t r = 0; r < replicas; ++r) bundle.trials.push_back({"", "bench", spec});
  return workload_of(bundle, data).seconds(times) / static_cast<double>(replicas);
}

double floor_seconds(const TrialSpec& spec, const DataSize& data, const Rates& rates) {
  const PartMeans floor = floor_of(spec, data, rates);
  const ArrayTimes times = {{0, floor.step},
                            {0, floor.simplification},
                            {0, floor.iteration},
                            {0, floor.pass_step},
                            {0, floor.evaluation}};
  return trial_seconds(spec, data, times, 1);
}

PartMeans array_times(const ArrayTimes& times, double replicas) {
  return {times.step.of(replicas), times.simplification.of(replicas), times.iteration.of(replicas),
          times.pass_step.of(replicas), times.evaluation.of(replicas)};
}

/// What this rank measures, as it travels to rank 0; null if there was no time or memory for it.
nlohmann::json measured_here(const TrialSpec& spec, const DataSize& data, std::size_t replicas,
                             const ProbeOptions& options, double floor, bool competes) {
  std::optional<SpeedProbe> probe;
  try {
    probe = probe_speed(std::vector<TrialSpec>(replicas, spec), data, options);
  } catch (const std::exception& error) {
    if (!is_out_of_memory(error)) throw;
    release_freed_memory();
  }
  if (!probe) return nullptr;
  const PartMeans times = array_times(probe->times, static_cast<double>(replicas));
  double seconds = trial_seconds(spec, data, probe->times, replicas);
  if (competes) seconds /= probe->processor_share;  // for times are those that a rank had a processor
  return {{"step", times.step},
          {"simplification", times.simplification},
          {"iteration", times.iteration},
          {"pass_step", times.pass_step},
          {"evaluation", times.evaluation},
          {"trials_per_hour", 3600 / seconds},
          {"floor_share", floor / seconds},
          {"memory", probe->memory}};
}

double sum_of(const std::vector<nlohmann::json>& measured, const char* name) {
  double sum = 0;
  for (const nlohmann::json& of_rank : measured) sum += of_rank[name].get<double>();
  return sum;
}

double mean_of(const std::vector<nlohmann::json>& measured, const char* name) {
  return sum_of(measured, name) / static_cast<double>(measured.size());
}

SettingSpeed of_all(const std::vector<nlohmann::json>& measured, const TrialSpec& spec,
                    std::size_t replicas) {
  const auto mean = [&](const char* name) { return mean_of(measured, name); };
  const PartMeans times = {mean("step"), mean("simplification"), mean("iteration"), mean("pass_step"),
                           mean("evaluation")};
  SettingSpeed speed{spec, replicas, times, sum_of(measured, "trials_per_hour"), mean("floor_share"), 0};
  for (const nlohmann::json& of_rank : measured)
    speed.memory = std::max(speed.memory, of_rank["memory"].get<std::int64_t>());
  return speed;
}

}  // namespace

std::vector<SettingSpeed> measure_setting(const TrialSpec& spec, const DataSize& data,
                                          const std::vector<std::int64_t>& replicas,
                                          const ProbeOptions& options, const Rates& rates,
                                          Communicator& world) {
  const double floor = floor_seconds(spec, data, rates);
  const bool competes = world.size() > 1 && options.device.is_cpu();
  const auto patience =
      kStart +
      std::chrono::seconds(static_cast<std::int64_t>(std::min(kSlowest * options.seconds, kLongestWait)));
  std::vector<SettingSpeed> speeds;
  for (const std::int64_t count : replicas) {
    const auto size = static_cast<std::size_t>(count);
    const auto measured = gather(world, measured_here(spec, data, size, options, floor, competes), patience);
    const bool is_complete =
        std::none_of(measured.begin(), measured.end(), [](const auto& of_rank) { return of_rank.is_null(); });
    if (!measured.empty() && is_complete) speeds.push_back(of_all(measured, spec, size));
  }
  return speeds;
}

RankRates measure_rank_rates(Communicator& world, const std::string& dtype, const torch::Device& device) {
  gather(world, nullptr, kStart);  // so that all begin together
  RankRates rates;
  rates.own = measure_rates(dtype, device);
  const auto all = gather(
      world,
      {{"product", rates.own.product}, {"convolution", rates.own.convolution}, {"copy", rates.own.copy}},
      kStart);
  if (!all.empty()) rates.mean = {mean_of(all, "product"), mean_of(all, "convolution"), mean_of(all, "copy")};
  return rates;
}

}  // namespace friendly
