#include "app/SettingSpeed.hpp"

#include <algorithm>

#include "comm/Gather.hpp"
#include "sweep/Workload.hpp"

namespace friendly {
namespace {

constexpr std::chrono::seconds kStart{120};  // of ranks that load a program of hundreds of megabytes

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

/// What one rank has measured, as it travels to rank 0; null if there was no time for it.
nlohmann::json measured_here(const TrialSpec& spec, const DataSize& data, std::size_t replicas,
                             const ProbeOptions& options, double floor) {
  const auto probe = probe_speed(std::vector<TrialSpec>(replicas, spec), data, options);
  if (!probe) return nullptr;
  const PartMeans times = array_times(probe->times, static_cast<double>(replicas));
  const double seconds = trial_seconds(spec, data, probe->times, replicas);
  return {times.step,       times.simplification, times.iteration, times.pass_step,
          times.evaluation, 3600 / seconds,       floor / seconds, probe->memory};
}

double sum_of(const std::vector<nlohmann::json>& ranks, std::size_t number) {
  double sum = 0;
  for (const nlohmann::json& rank : ranks) sum += rank[number].get<double>();
  return sum;
}

double mean_of(const std::vector<nlohmann::json>& ranks, std::size_t number) {
  return sum_of(ranks, number) / static_cast<double>(ranks.size());
}

SettingSpeed of_all(const std::vector<nlohmann::json>& ranks, const TrialSpec& spec, std::size_t replicas) {
  const PartMeans times = {mean_of(ranks, 0), mean_of(ranks, 1), mean_of(ranks, 2), mean_of(ranks, 3),
                           mean_of(ranks, 4)};
  SettingSpeed speed{spec, replicas, times, sum_of(ranks, 5), mean_of(ranks, 6), 0};
  for (const nlohmann::json& rank : ranks) speed.memory = std::max(speed.memory, rank[7].get<std::int64_t>());
  return speed;
}

}  // namespace

std::vector<SettingSpeed> measure_setting(const TrialSpec& spec, const DataSize& data,
                                          const std::vector<std::int64_t>& replicas,
                                          const ProbeOptions& options, const Rates& rates,
                                          Communicator& ranks) {
  const double floor = floor_seconds(spec, data, rates);
  const auto patience = kStart + std::chrono::seconds(static_cast<std::int64_t>(10 * options.seconds));
  std::vector<SettingSpeed> speeds;
  for (const std::int64_t count : replicas) {
    const auto size = static_cast<std::size_t>(count);
    const auto measured = gather(ranks, measured_here(spec, data, size, options, floor), patience);
    const bool is_complete =
        std::none_of(measured.begin(), measured.end(), [](const auto& rank) { return rank.is_null(); });
    if (!measured.empty() && is_complete) speeds.push_back(of_all(measured, spec, size));
  }
  return speeds;
}

RatesOfRanks measure_rates_of(Communicator& ranks, const std::string& dtype, const torch::Device& device) {
  gather(ranks, nullptr, kStart);  // so that all begin together
  RatesOfRanks rates;
  rates.own = measure_rates(dtype, device);
  const auto all = gather(ranks, {rates.own.product, rates.own.convolution, rates.own.copy}, kStart);
  if (!all.empty()) rates.mean = {mean_of(all, 0), mean_of(all, 1), mean_of(all, 2)};
  return rates;
}

}  // namespace friendly
