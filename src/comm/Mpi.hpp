#pragma once
#include <memory>
#include <string>

#include "comm/Communicator.hpp"

namespace friendly {

class MpiCommunicator;

/// MPI, initialised and finalised with this object: make one, in the main thread, if launched_as_rank(). The
/// communicator is valid as long as the session.
class MpiSession {
 public:
  /// If a rank dies during start-up, the others would wait inside MPI for ever. A process that has waited for
  /// `start_limit` seconds ends by SIGALRM instead.
  explicit MpiSession(unsigned start_limit = 120);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// All ranks of the launch.
  Communicator& world();

  /// Call when a rank is known to be dead, or this one leaves the others: the session then skips
  /// MPI_Finalize, which would wait for ever.
  void abandon() { is_abandoned_ = true; }

  int local_rank() const { return local_rank_; }  ///< index among the ranks of this machine, from 0
  int local_size() const { return local_size_; }  ///< number of ranks on this machine
  bool is_beside_rank_0() const { return is_beside_rank_0_; }  ///< whether rank 0 runs on this machine

 private:
  std::unique_ptr<MpiCommunicator> world_;
  int local_rank_ = 0;
  int local_size_ = 1;
  bool is_beside_rank_0_ = true;
  bool is_abandoned_ = false;
};

/// Name and version of the MPI library in one line; works without a session.
std::string mpi_version();

}  // namespace friendly
