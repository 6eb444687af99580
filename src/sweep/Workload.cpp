#include "sweep/Workload.hpp"

#include <algorithm>
#include <cmath>

#include "trial/DevelopmentalPlan.hpp"

namespace friendly {
namespace {

double seconds_of(const Repeats& repeats, const PartTime& time) {
  return repeats.times * time.fixed + repeats.replicas * time.each;
}

// Each replica takes part from the start for as many times as `lengths` says.
Repeats from_the_start(const std::vector<std::int64_t>& lengths) {
  Repeats repeats;
  for (const std::int64_t length : lengths) {
    repeats.times = std::max(repeats.times, static_cast<double>(length));
    repeats.replicas += static_cast<double>(length);
  }
  return repeats;
}

Repeats operator*(const Repeats& repeats, double factor) {
  return {repeats.times * factor, repeats.replicas * factor};
}

// Of the first `length` of these steps only.
std::vector<std::int64_t> cut(std::vector<std::int64_t> lengths, std::int64_t length) {
  for (std::int64_t& one : lengths) one = std::min(one, length);
  return lengths;
}

void add_ft(const Bundle& bundle, const std::vector<DevelopmentalPlan>& plans,
            const std::vector<std::int64_t>& simplified, Workload& work) {
  std::int64_t most = 0;
  for (const Trial& trial : bundle.trials) most = std::max(most, trial.spec.iterations_simp);
  for (std::int64_t iteration = 1; iteration <= most; ++iteration) {
    // The replica that iterates most decides, and those that still simplify go along.
    std::int64_t length = 0;
    for (std::size_t r = 0; r < plans.size(); ++r) {
      const auto limit = static_cast<double>(bundle.trials[r].spec.iterations_simp);
      length = std::max(length, plans[r].steps_at_scale(static_cast<double>(iteration) / limit));
    }
    const Repeats repeats = from_the_start(cut(simplified, length));
    if (iteration == 1) work.simplifications = repeats;
    work.iterations.times += repeats.times;
    work.iterations.replicas += repeats.replicas;
  }
}

void add_nft(const TrialSpec& spec, double minibatches, double evaluated,
             const std::vector<std::int64_t>& simplified, Workload& work) {
  work.simplifications = from_the_start(simplified);
  std::vector<std::int64_t> epochs;  // in which the simplifier is trained
  for (const std::int64_t steps : simplified)
    epochs.push_back(steps / static_cast<std::int64_t>(minibatches));
  const auto passes = static_cast<double>(spec.iterations_simp);
  work.pass_steps = from_the_start(epochs) * (passes * minibatches);
  // Each pass ends in an evaluation of the whole array; the first one is the epoch's own.
  const double more = std::max(passes - 1, 0.0) * from_the_start(epochs).times * evaluated;
  work.evaluations.times += more;
  work.evaluations.replicas += more * static_cast<double>(simplified.size());
}

Repeats operator-(const Repeats& all, const Repeats& part) {
  return {all.times - part.times, all.replicas - part.replicas};
}

/// The work of the first `epochs` epochs, without the test at the end.
Workload work_of_epochs(const Bundle& bundle, const DataSize& data, std::int64_t epochs) {
  const TrialSpec& spec = bundle.trials.front().spec;
  const auto replicas = static_cast<double>(bundle.trials.size());
  const std::int64_t minibatches = (data.train + spec.batch_size - 1) / spec.batch_size;
  const std::int64_t steps = epochs * minibatches;
  const auto evaluated = static_cast<double>(spec.test_when == "epoch" ? data.valid + data.test : data.valid);

  Workload work;
  work.steps = Repeats{1, replicas} * static_cast<double>(steps);
  work.evaluations = Repeats{1, replicas} * (static_cast<double>(epochs) * evaluated);
  if (spec.method == "ct") return work;

  std::vector<DevelopmentalPlan> plans;
  std::vector<std::int64_t> simplified;  // steps, by replica
  for (const Trial& trial : bundle.trials) {
    plans.emplace_back(trial.spec, minibatches);
    simplified.push_back(std::min(steps, plans.back().steps_with_simp()));
  }
  if (spec.method == "ft") add_ft(bundle, plans, simplified, work);
  if (spec.method == "nft") add_nft(spec, static_cast<double>(minibatches), evaluated, simplified, work);
  if (spec.method == "eef") {
    work.simplifications.times = from_the_start(simplified).times;
    work.simplifications.replicas = work.simplifications.times * replicas;  // all are masked
  }
  return work;
}

}  // namespace

double Workload::seconds(const ArrayTimes& times) const {
  return seconds_of(steps, times.step) + seconds_of(simplifications, times.simplification) +
         seconds_of(iterations, times.iteration) + seconds_of(pass_steps, times.pass_step) +
         seconds_of(evaluations, times.evaluation);
}

Workload workload_of(const Bundle& bundle, const DataSize& data) {
  const TrialSpec& spec = bundle.trials.front().spec;
  const bool pauses = bundle.epochs > 0;
  Workload work = work_of_epochs(bundle, data, pauses ? bundle.epochs : spec.epochs);
  if (bundle.trained_before > 0) {
    const Workload before = work_of_epochs(bundle, data, bundle.trained_before);
    for (auto part : {&Workload::steps, &Workload::simplifications, &Workload::iterations,
                      &Workload::pass_steps, &Workload::evaluations})
      work.*part = work.*part - before.*part;
  }
  if (!pauses && spec.test_when != "epoch") {
    work.evaluations.times += static_cast<double>(data.test);
    work.evaluations.replicas +=
        static_cast<double>(data.test * static_cast<std::int64_t>(bundle.trials.size()));
  }
  return work;
}

}  // namespace friendly
