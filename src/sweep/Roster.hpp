#pragma once
#include <optional>
#include <string>
#include <vector>

#include "comm/Communicator.hpp"
#include "sweep/SweepPolicy.hpp"

namespace friendly {

/// The ranks of a sweep as its coordinator sees them: who trains what, who is lost, and who may still train.
class Roster {
 public:
  enum class State { active, lost, stopped };
  struct Rank {
    State state = State::active;
    bool stands_aside = false;
    std::int64_t hand_out = 0;  ///< what it trains; 0: nothing
  };

  /// All ranks are active but rank 0, which is stopped. The arguments must outlive this object.
  Roster(const LiveCommunicator& communicator, const SweepPolicy& policy);

  Rank& operator[](int number) { return ranks_[static_cast<std::size_t>(number)]; }
  const Rank& operator[](int number) const { return ranks_[static_cast<std::size_t>(number)]; }

  std::vector<int> in(State state) const;
  bool all_stand_aside() const;
  /// Whether the rank trains, now or once it is free.
  bool is_available(int worker) const;

  /// Whether the rank shows signs of life, and of headway if it has something to train.
  bool is_well(int worker) const;
  /// Why a rank that is not well is considered lost, as text.
  std::string why_lost(int worker) const;

  /// What the sweep waits for besides training, as text: a silent rank, a lost one, or ranks that save.
  /// Empty: nothing.
  std::string awaited(bool is_stopping) const;

  /// Whether no rank trains, and none that was lost has come back for as long as ranks may be silent. To be
  /// called regularly.
  bool nobody_will_train();

 private:
  bool may_come_back(int worker) const;

  const LiveCommunicator& communicator_;
  const SweepPolicy& policy_;
  std::vector<Rank> ranks_;
  std::optional<double> deserted_at_;  // when the last rank was lost
};

}  // namespace friendly
