#pragma once
#include <memory>
#include <string>

#include "comm/Communicator.hpp"

namespace friendly {

class MpiCommunicator;

/// MPI from its start to its end: make one, in main's thread, if launched_as_rank(). The communicator is
/// usable while it lives.
class MpiSession {
 public:
  /// A rank that dies while others start leaves them waiting in MPI for ever: after `start_limit` seconds
  /// this process ends by SIGALRM instead.
  explicit MpiSession(unsigned start_limit = 120);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// All ranks of the launch. Whoever waits polls and sleeps, 2 ms at most, and leaves the core to others.
  Communicator& world();

  /// A rank is known to be gone: the session ends without MPI's own end, which waits for every rank for ever.
  void abandon() { is_abandoned_ = true; }

  int local_rank() const { return local_rank_; }  ///< number among the ranks of this machine, from 0
  int local_size() const { return local_size_; }  ///< ranks of this machine
  bool is_beside_rank_0() const { return is_beside_rank_0_; }  ///< whether rank 0 is one of them

 private:
  std::unique_ptr<MpiCommunicator> world_;
  int local_rank_ = 0;
  int local_size_ = 1;
  bool is_beside_rank_0_ = true;
  bool is_abandoned_ = false;
};

/// Name and version of the MPI library, one line; needs no session.
std::string mpi_version();

}  // namespace friendly
