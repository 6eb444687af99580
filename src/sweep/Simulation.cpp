#include "sweep/Simulation.hpp"

#include <queue>
#include <set>
#include <tuple>

namespace friendly {

SimulatedSweep simulate(Scheduler scheduler, int workers,
                        const std::function<double(const Bundle& bundle)>& seconds, Racing racing,
                        const std::function<double(const Trial& trial)>& accuracy) {
  struct Event {
    double time;
    int worker;
    HandOut given;
    double took;
    bool operator>(const Event& other) const {
      return std::tie(time, worker) > std::tie(other.time, other.worker);
    }
  };
  SimulatedSweep sweep;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> ends;
  double busy = 0;
  std::set<int> idle;
  for (int worker = 1; worker <= workers; ++worker) idle.insert(worker);
  const auto hand_out = [&](double now) {
    racing.races.decide();
    scheduler.begin(racing.begun());
    while (!idle.empty()) {
      const auto next = scheduler.next();
      if (!next) return;
      const int worker = *idle.begin();
      const double takes = seconds(*next->bundle);
      sweep.hand_outs.push_back({next->bundle->id, worker, now});
      ends.push({now + takes, worker, *next, takes});
      busy += takes;
      idle.erase(worker);
    }
  };
  hand_out(0);
  while (!ends.empty()) {
    const Event end = ends.top();
    ends.pop();
    sweep.seconds = end.time;
    scheduler.finished(end.given.id, end.took);
    for (const Trial& trial : end.given.bundle->trials)
      if (racing.has(trial.key)) racing.races.record(trial.key, {end.given.bundle->epochs, accuracy(trial)});
    idle.insert(end.worker);
    hand_out(end.time);
  }
  if (sweep.seconds > 0) sweep.utilisation = busy / (sweep.seconds * workers);
  return sweep;
}

}  // namespace friendly
