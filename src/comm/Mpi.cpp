#include "comm/Mpi.hpp"

#include <mpi.h>
#include <unistd.h>

#include <limits>
#include <list>
#include <set>
#include <thread>

#include "core/Check.hpp"
#include "core/Stopwatch.hpp"

namespace friendly {
namespace {

constexpr int kTag = 1;
constexpr std::chrono::milliseconds kFlushPause{2};
constexpr double kFlushSeconds = 1;

void check(int code) {
  FRIENDLY_CHECK(code == MPI_SUCCESS, "MPI works");
}

/// A message in transit; MPI reads or writes `bytes` until `request` is complete. Kept in a list, so that it
/// does not move in memory.
struct Transfer {
  enum class State { under_way, complete, failed };

  int peer = 0;
  std::string bytes;
  MPI_Request request = MPI_REQUEST_NULL;

  // A transfer fails if the other rank dies in the middle of it; that rank's silence will be noticed.
  State test() {
    int is_complete = 0;
    if (MPI_Test(&request, &is_complete, MPI_STATUS_IGNORE) != MPI_SUCCESS) return State::failed;
    return is_complete != 0 ? State::complete : State::under_way;
  }
};

}  // namespace

class MpiCommunicator : public Communicator {
 public:
  MpiCommunicator() {
    check(MPI_Comm_rank(MPI_COMM_WORLD, &rank_));
    check(MPI_Comm_size(MPI_COMM_WORLD, &size_));
  }

  /// Waits until all messages have left, but not for ever: a dead rank never takes its own.
  void flush() {
    const Stopwatch watch;
    while (forget_sent(), !sending_.empty() && watch.seconds() < kFlushSeconds)
      std::this_thread::sleep_for(kFlushPause);
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  void send(int to, const std::string& kind, const nlohmann::json& body) override {
    FRIENDLY_CHECK(to >= 0 && to < size_, "the receiver is one of the ranks");
    forget_sent();
    Transfer& transfer = sending_.emplace_back();
    transfer.peer = to;
    transfer.bytes = encode(kind, body);
    FRIENDLY_CHECK(transfer.bytes.size() <= std::numeric_limits<int>::max(), "a message is below 2 GiB");
    MPI_Isend(transfer.bytes.data(), static_cast<int>(transfer.bytes.size()), MPI_BYTE, to, kTag,
              MPI_COMM_WORLD, &transfer.request);
  }

  std::optional<Message> poll() override {
    forget_sent();
    start_receiving();
    // A large message neither holds up other senders' messages nor is overtaken by its own sender's next one.
    std::set<int> unfinished;
    for (auto transfer = receiving_.begin(); transfer != receiving_.end();) {
      const bool is_blocked = unfinished.count(transfer->peer) > 0;
      const auto state = is_blocked ? Transfer::State::under_way : transfer->test();
      if (state == Transfer::State::under_way) {
        unfinished.insert(transfer->peer);
        ++transfer;
        continue;
      }
      const Transfer done = std::move(*transfer);
      transfer = receiving_.erase(transfer);
      if (state == Transfer::State::complete) return decode(done.peer, done.bytes);
    }
    return std::nullopt;
  }

 private:
  // Those to one rank leave in order, and a dead rank takes none of its own: only the first one is looked at.
  void forget_sent() {
    std::set<int> unfinished;
    sending_.remove_if([&](Transfer& transfer) {
      if (unfinished.count(transfer.peer) > 0) return false;
      if (transfer.test() != Transfer::State::under_way) return true;
      unfinished.insert(transfer.peer);
      return false;
    });
  }

  void start_receiving() {
    int found = 0;
    MPI_Message handle;
    MPI_Status status;
    check(MPI_Improbe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &found, &handle, &status));
    if (found == 0) return;
    int count = 0;
    check(MPI_Get_count(&status, MPI_BYTE, &count));
    Transfer& transfer = receiving_.emplace_back();
    transfer.peer = status.MPI_SOURCE;
    transfer.bytes.resize(static_cast<std::size_t>(count));
    check(MPI_Imrecv(transfer.bytes.data(), count, MPI_BYTE, &handle, &transfer.request));
  }

  int rank_ = 0;
  int size_ = 1;
  std::list<Transfer> sending_;
  std::list<Transfer> receiving_;
};

MpiSession::MpiSession(unsigned start_limit) {
  ::alarm(start_limit);
  int provided = 0;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided));
  FRIENDLY_CHECK(provided >= MPI_THREAD_SERIALIZED, "MPI lets threads take turns");
  // By default the death of one rank would end all of them.
  check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MPI_Comm machine;
  check(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine));
  check(MPI_Comm_rank(machine, &local_rank_));
  check(MPI_Comm_size(machine, &local_size_));
  world_ = std::make_unique<MpiCommunicator>();
  // The ranks of a machine are in the world's order.
  int first = world_->rank();
  check(MPI_Bcast(&first, 1, MPI_INT, 0, machine));
  is_beside_rank_0_ = first == 0;
  check(MPI_Comm_free(&machine));
  ::alarm(0);
}

// MPI may read the buffers until it ends, so they are destroyed after it.
MpiSession::~MpiSession() {
  world_->flush();
  if (!is_abandoned_) MPI_Finalize();
}

Communicator& MpiSession::world() {
  return *world_;
}

std::string mpi_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  check(MPI_Get_library_version(text, &length));
  const std::string version(text, static_cast<std::size_t>(length));
  return version.substr(0, version.find_first_of(",\n"));
}

}  // namespace friendly
