#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "comm/Communicator.hpp"
#include "comm/Heartbeat.hpp"
#include "core/ProcessWatch.hpp"

namespace friendly {

/// Keeps a rank's life apart from its work: a thread of its own sends heartbeats and takes messages in,
/// whatever the thread that works is busy with (training, parsing, syncing a slow disk). Heartbeats run
/// between rank 0 and each other rank. They say how much headway the work has made, so that a rank whose work
/// hangs can be told from a dead one. Ranks on one machine also watch each other's process.
class Lifeline : public LiveCommunicator {
 public:
  /// From now on nobody else may use `line`, which must outlive this object.
  explicit Lifeline(Communicator& line, HeartbeatPolicy policy = {});
  ~Lifeline() override;

  int rank() const override { return line_.rank(); }
  int size() const override { return line_.size(); }
  void send(int to, const std::string& kind, const nlohmann::json& body) override;
  std::optional<Message> poll() override;
  double silent_for(int rank) const override;
  bool has_ended(int rank) const override;
  double stalled_for(int rank) const override;
  void show_headway() override { ++headway_; }

 private:
  void live();
  void attend();
  void beat_if_due();

  Communicator& line_;
  const HeartbeatPolicy policy_;
  std::atomic<std::int64_t> headway_{0};
  mutable std::mutex mutex_;               // of everything below, and of line_
  PeerMonitor peers_;                      // by rank
  std::map<int, ProcessWatch> processes_;  // of peers, by rank
  std::deque<Message> inbox_;
  double beat_at_;
  bool is_ending_ = false;
  std::condition_variable ending_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace friendly
