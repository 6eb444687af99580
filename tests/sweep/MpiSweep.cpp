// Run under mpirun: a sweep over MPI with fake training. With the argument "kill" the last rank kills itself
// with SIGKILL in its first bundle. Rank 0 prints "complete" if every trial has its row nonetheless.
#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <string>

#include "comm/Lifeline.hpp"
#include "comm/Mpi.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Fixtures.hpp"

int main(int argc, char** argv) {
  using namespace friendly;
  const bool kill = argc > 1 && std::string(argv[1]) == "kill";
  const HeartbeatPolicy heartbeat{kill ? 1.0 : 60.0};
  SweepPolicy policy;
  policy.silence_limit = heartbeat.limit;
  MpiSession session;
  Lifeline world(session.world(), heartbeat);
  if (world.rank() > 0) {
    Runner runner = fake_runner;
    if (kill && world.rank() == world.size() - 1)
      runner = [](const Bundle&, const TrainingHooks&) {
        ::raise(SIGKILL);
        return std::vector<TrialOutcome>();
      };
    if (!Worker(world, runner).run()) session.abandon();
    return 0;
  }
  const auto trials = make_trials(100);
  FakeSink sink;
  const auto summary =
      Coordinator(world, make_bundles(trials, 3), {}, {}, sink, policy).run([] { return false; });
  bool is_complete = summary.done == 100 && sink.rows.size() == 100 &&
                     sink.losses.size() == (kill ? 1u : 0u) && summary.silent.size() == sink.losses.size();
  for (const Trial& trial : trials)
    is_complete = is_complete && sink.outcomes[trial.key].result.best_test_acc == fake_accuracy(trial);
  fmt::print("{}: {} rows, {} lost\n", is_complete ? "complete" : "incomplete", sink.rows.size(),
             sink.losses.size());
  std::fflush(stdout);
  if (!summary.silent.empty()) session.abandon();
  return is_complete ? 0 : 1;
}
