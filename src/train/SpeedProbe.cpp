#include "train/SpeedProbe.hpp"

#include <algorithm>

#include "core/Interrupted.hpp"
#include "core/Stopwatch.hpp"
#include "train/ShortRun.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kGrowth = 4;            // of the runs, from one to the next
constexpr std::int64_t kMostMinibatches = 48;  // of a run
constexpr std::int64_t kFewestExamples = 64;   // of its evaluation
// Seconds of equal runs after which the times of an array or of a single replica are good.
constexpr double kEnough = 2, kEnoughForSingle = 0.5;
constexpr double kShareForSingle = 0.25;  // of all the time

/// Times arrays of one size.
class ArrayTiming {
 public:
  ArrayTiming(std::vector<TrialSpec> specs, const DataSize& data, const ProbeOptions& options,
              const Stopwatch& watch)
      : specs_(std::move(specs)), data_(data), limit_(options.seconds), watch_(watch) {
    run_.device = options.device;
    run_.threads = options.threads;
    run_.arrays = options.arrays;
    run_.evaluated = std::min(kFewestExamples, all_examples());
    run_.should_stop = [this] { return watch_.seconds() > limit_; };
  }
  ArrayTiming(const ArrayTiming&) = delete;
  ArrayTiming& operator=(const ArrayTiming&) = delete;

  double replicas() const { return static_cast<double>(specs_.size()); }
  bool has_times() const { return !means_.empty(); }
  double processor_share() const { return processor_share_; }
  /// The peak of an array's memory in runs that evaluated in batches of full size; 0 if there were none.
  std::int64_t memory() const { return memory_; }

  /// Trains in runs that grow while they are quick, until those of the same size have taken `enough` seconds
  /// or the watch shows `until`.
  void run(double enough, double until);

  /// Begins with the largest run that fits the time until `until` if a replica costs what it does in
  /// `other`. Returns false if not even the smallest does.
  bool start_like(const ArrayTiming& other, double until);

  /// The median of a part over all runs of the last size.
  double median(double PartMeans::*part) const;

 private:
  std::int64_t all_examples() const { return data_.valid + data_.test; }
  /// A full batch of validation and one of test data.
  std::int64_t full_batches() const { return std::min(2 * specs_.front().test_batch_size, all_examples()); }
  bool fits(const ShortRun& run, double until) const;
  bool train();
  void grow(double until);

  std::vector<TrialSpec> specs_;
  const DataSize& data_;
  double limit_;
  const Stopwatch& watch_;
  ShortRun run_;
  bool is_larger_ = false;  // than the runs of `means_`
  std::vector<PartMeans> means_;
  std::int64_t memory_ = 0;
  double processor_share_ = 1;
  double minibatch_cost_ = 0, example_cost_ = 0;  // seconds, in a run
};

void ArrayTiming::run(double enough, double until) {
  double spent = 0;
  do {
    const double before = watch_.seconds();
    if (!train()) return;
    spent += watch_.seconds() - before;
    grow(std::min(until, watch_.seconds() + enough));
    if (is_larger_) spent = 0;
  } while (spent < enough && fits(run_, until));
}

bool ArrayTiming::train() {
  try {
    const ShortRunTimes times = time_short_run(specs_, data_, run_);
    if (is_larger_) means_.clear();
    is_larger_ = false;
    means_.insert(means_.end(), times.arrays.begin(), times.arrays.end());
    if (run_.evaluated >= full_batches()) memory_ = std::max(memory_, times.memory);
    processor_share_ = times.processor_share;
    minibatch_cost_ = times.training / static_cast<double>(run_.minibatches);
    example_cost_ = times.evaluation / static_cast<double>(run_.evaluated);
    return true;
  } catch (const Interrupted&) {
    return false;
  }
}

bool ArrayTiming::fits(const ShortRun& run, double until) const {
  const double cost = minibatch_cost_ * static_cast<double>(run.minibatches) +
                      example_cost_ * static_cast<double>(run.evaluated);
  return watch_.seconds() + cost < until;
}

void ArrayTiming::grow(double until) {
  const auto enlarge = [&](std::int64_t ShortRun::*number, std::int64_t most) {
    ShortRun larger = run_;
    larger.*number = std::min(most, kGrowth * run_.*number);
    if (larger.*number <= run_.*number || !fits(larger, until)) return;
    run_ = larger;
    is_larger_ = true;
  };
  enlarge(&ShortRun::evaluated, all_examples());
  enlarge(&ShortRun::minibatches, kMostMinibatches);
}

bool ArrayTiming::start_like(const ArrayTiming& other, double until) {
  minibatch_cost_ = other.minibatch_cost_ * replicas() / other.replicas();
  example_cost_ = other.example_cost_ * replicas() / other.replicas();
  const std::int64_t fewest = run_.evaluated;
  for (run_.evaluated = full_batches(); run_.evaluated > fewest; run_.evaluated /= 2)
    if (fits(run_, until)) return true;
  run_.evaluated = fewest;
  return fits(run_, until);
}

double ArrayTiming::median(double PartMeans::*part) const {
  std::vector<double> values;
  for (const PartMeans& means : means_) values.push_back(means.*part);
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// The line through both times; the whole array's is what most arrays of a sweep take, so it is met exactly.
PartTime line_through(const ArrayTiming& single, const ArrayTiming& whole, double PartMeans::*part) {
  const double one = single.median(part), all = whole.median(part);
  const double each = std::clamp((all - one) / (whole.replicas() - 1), 0.0, all / whole.replicas());
  return {std::max(0.0, all - each * whole.replicas()), each};
}

}  // namespace

std::optional<SpeedProbe> probe_speed(const std::vector<TrialSpec>& specs, const DataSize& data,
                                      const ProbeOptions& options) {
  const Stopwatch watch;
  const auto simplifies_longest = std::max_element(
      specs.begin(), specs.end(), [](const auto& a, const auto& b) { return a.ratio_simp < b.ratio_simp; });
  ArrayTiming single({*simplifies_longest}, data, options, watch), whole(specs, data, options, watch);
  if (specs.size() == 1)
    single.run(kEnough, options.seconds);
  else
    single.run(kEnoughForSingle, kShareForSingle * options.seconds);
  if (!single.has_times()) return std::nullopt;
  if (specs.size() > 1 && whole.start_like(single, options.seconds)) whole.run(kEnough, options.seconds);

  const bool has_whole = whole.has_times();
  const auto time = [&](double PartMeans::*part) {
    return has_whole ? line_through(single, whole, part) : PartTime{0, single.median(part)};
  };
  SpeedProbe probe;
  probe.times.step = time(&PartMeans::step);
  probe.times.simplification = time(&PartMeans::simplification);
  probe.times.iteration = time(&PartMeans::iteration);
  probe.times.pass_step = time(&PartMeans::pass_step);
  probe.times.evaluation = time(&PartMeans::evaluation);
  probe.replicas = static_cast<std::int64_t>(has_whole ? whole.replicas() : 1);
  probe.processor_share = (has_whole ? whole : single).processor_share();
  probe.memory = has_whole ? whole.memory() : single.memory();
  return probe;
}

}  // namespace friendly
