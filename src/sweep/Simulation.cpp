#include "sweep/Simulation.hpp"

#include <queue>
#include <tuple>

namespace friendly {

SimulatedSweep simulate(Scheduler scheduler, int workers,
                        const std::function<double(const Bundle& bundle)>& seconds) {
  struct Event {
    double time;
    int worker;
    std::int64_t hand_out;
    double took;
    bool operator>(const Event& other) const {
      return std::tie(time, worker) > std::tie(other.time, other.worker);
    }
  };
  SimulatedSweep sweep;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> ends;
  double busy = 0;
  const auto hand_out = [&](int worker, double now) {
    const auto next = scheduler.next();
    if (!next) return;
    const double takes = seconds(*next->bundle);
    sweep.hand_outs.push_back({next->bundle->id, worker, now});
    ends.push({now + takes, worker, next->id, takes});
    busy += takes;
  };
  for (int worker = 1; worker <= workers; ++worker) hand_out(worker, 0);
  while (!ends.empty()) {
    const Event end = ends.top();
    ends.pop();
    sweep.seconds = end.time;
    scheduler.finished(end.hand_out, end.took);
    hand_out(end.worker, end.time);
  }
  if (sweep.seconds > 0) sweep.utilisation = busy / (sweep.seconds * workers);
  return sweep;
}

}  // namespace friendly
