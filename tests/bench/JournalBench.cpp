// What the records of a large sweep cost rank 0: 100 000 trials of 200 epochs in bundles of 8 (or as many
// trials as the first argument says) that nobody trains go through a real ResultSink, with syncs and result
// files; then the process starts again, as after a kill. README.md in this folder has results.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>

#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "results/JournalSegments.hpp"
#include "results/ResultSink.hpp"
#include "results/SweepStatus.hpp"
#include "sweep/Bundling.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kEpochs = 200;
constexpr std::int64_t kBundle = 8;

double peak_megabytes() {
  struct rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Seconds since it was made, by the clock and by the processor: on a machine that is shared only these say
/// what the work costs.
class Meter {
 public:
  double seconds() const { return watch_.seconds(); }
  std::string text() const {
    return fmt::format("{:.2f} s ({:.2f} s of a core)", watch_.seconds(),
                       static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC);
  }

 private:
  Stopwatch watch_;
  std::clock_t start_ = std::clock();
};

std::vector<Trial> make_trials(std::int64_t count) {
  std::vector<Trial> trials;
  TrialSpec spec = default_spec("nft", "cnn");
  spec.dataset = "mnist_rot_back_image";
  for (std::int64_t i = 0; i < count; ++i) {
    spec.lr_clf = 1e-6 * static_cast<double>(i + 1);
    trials.push_back({trial_key(spec), "nft", spec});
  }
  return trials;
}

// As training reports it for the larger sets of Larochelle et al., with simplification in nearly all epochs:
// losses have random digits, accuracies are shares of 10 000 training, 2000 validation and 50 000 test
// examples.
EpochRecord make_epoch(std::int64_t number, std::mt19937_64& random) {
  const auto any = [&](double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random);
  };
  const double decay = std::exp(-0.01 * static_cast<double>(number));
  const auto share = [&](int count) { return std::floor((1 - any(0.4, 0.45) * decay) * count) / count; };
  EpochRecord epoch;
  epoch.epoch = number;
  epoch.train_loss = decay * any(0.9, 1.1);
  epoch.train_acc = share(10'000);
  epoch.val_loss = decay * any(0.9, 1.1);
  epoch.val_acc = share(2000);
  epoch.test_loss = decay * any(0.9, 1.1);
  epoch.test_acc = share(50'000);
  epoch.lr_clf = 1e-4;
  const double left = 1 - static_cast<double>(number) / (0.85 * kEpochs);
  if (left > 0) {
    epoch.scale = left * left;
    epoch.simp_loss = decay * any(0.9, 1.1);
    epoch.simp_penalty = any(0.1, 1);
  }
  epoch.seconds = any(10, 11);
  return epoch;
}

TrialOutcome make_outcome(std::int64_t bundle, std::mt19937_64& random) {
  TrialOutcome outcome;
  outcome.result.bundle = bundle;
  outcome.result.replicas = kBundle;
  outcome.result.rank = 1 + bundle % 64;
  outcome.result.host = "node0123";
  outcome.result.device = "cuda NVIDIA A100-SXM4-80GB";
  outcome.result.start = unix_time();
  outcome.result.seconds = 2000.5 + static_cast<double>(bundle);
  outcome.result.epochs_done = kEpochs;
  for (std::int64_t i = 0; i < kEpochs; ++i) outcome.epochs.push_back(make_epoch(i, random));
  return outcome;
}

void write_all(const std::vector<Bundle>& bundles, ResultSink& sink) {
  std::mt19937_64 random(1);
  for (const Bundle& bundle : bundles) {
    sink.started(bundle, static_cast<int>(1 + bundle.id % 64));
    std::vector<TrialOutcome> outcomes;
    for (std::size_t i = 0; i < bundle.trials.size(); ++i)
      outcomes.push_back(make_outcome(bundle.id, random));
    for (std::size_t epoch = 0; epoch < kEpochs; ++epoch)
      for (std::size_t i = 0; i < outcomes.size(); ++i)
        sink.progress(bundle.trials[i].key, outcomes[i].epochs[epoch]);
    for (std::size_t i = 0; i < outcomes.size(); ++i) sink.finished(bundle.trials[i], outcomes[i]);
    sink.tick();
  }
}

double bytes_in(const fs::path& folder) {
  double bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder)) bytes += static_cast<double>(entry.file_size());
  return bytes;
}

void begin(const fs::path& file, std::int64_t count) {
  const std::vector<Trial> trials = make_trials(count);
  const auto bundles = make_bundles(trials, kBundle);
  const SweepInfo info = describe_sweep(trials, kBundle);
  fmt::print("{} trials in memory: {:.0f} MB\n", count, peak_megabytes());
  ResultSink sink(file, trials, Journal::open(file, info), false);
  const Meter watch;
  write_all(bundles, sink);
  fmt::print("written in {}: {:.0f} trials a second, {:.0f} bytes a trial; peak memory {:.0f} MB\n",
             watch.text(), static_cast<double>(count) / watch.seconds(),
             bytes_in(journal_path(file)) / static_cast<double>(count), peak_megabytes());
}

void resume(const fs::path& file, std::int64_t count) {
  const Meter of_status;
  const SweepStatus status = status_of(traces_of(file, unix_time()), unix_time());
  fmt::print("status of {} trials in {}\n", status.ended, of_status.text());
  const std::vector<Trial> trials = make_trials(count);
  const auto bundles = make_bundles(trials, kBundle);
  const SweepInfo info = describe_sweep(trials, kBundle);
  const Meter of_start;
  ResultSink sink(file, trials, Journal::open(file, info), false);
  fmt::print("started again in {}\n", of_start.text());
  const Meter of_file;
  sink.close([] { return true; });
  fmt::print("result file of {:.0f} MB in {}; peak memory {:.0f} MB\n",
             static_cast<double>(fs::file_size(file)) / 1e6, of_file.text(), peak_megabytes());
}

// In a process of its own, which vanishes without closing anything, so that each has its own peak of memory.
template <class Part>
void in_own_process(Part part) {
  const pid_t child = ::fork();
  if (child == 0) {
    part();
    std::fflush(nullptr);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}

}  // namespace
}  // namespace friendly

int main(int count, char** arguments) {
  using namespace friendly;
  const std::int64_t trials = count > 1 ? std::atoll(arguments[1]) : 100'000;
  const fs::path folder = fs::temp_directory_path() / ("journal_bench." + std::to_string(::getpid()));
  fs::create_directories(folder);
  in_own_process([&] { begin(folder / "results.h5", trials); });
  in_own_process([&] { resume(folder / "results.h5", trials); });
  fs::remove_all(folder);
}
