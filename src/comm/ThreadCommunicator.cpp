#include "comm/ThreadCommunicator.hpp"

#include <deque>
#include <mutex>

#include "core/Check.hpp"

namespace friendly {
namespace {

struct Parcel {
  int from;
  std::string bytes;
};

class Inbox {
 public:
  void put(Parcel parcel) {
    const std::lock_guard lock(mutex_);
    parcels_.push_back(std::move(parcel));
  }

  std::optional<Parcel> take() {
    const std::lock_guard lock(mutex_);
    if (parcels_.empty()) return std::nullopt;
    Parcel parcel = std::move(parcels_.front());
    parcels_.pop_front();
    return parcel;
  }

 private:
  std::mutex mutex_;
  std::deque<Parcel> parcels_;
};

using Inboxes = std::vector<Inbox>;

/// Encodes messages as between processes, so that both kinds of communicator deliver the same.
class ThreadCommunicator : public Communicator {
 public:
  ThreadCommunicator(int rank, std::shared_ptr<Inboxes> inboxes)
      : rank_(rank), inboxes_(std::move(inboxes)) {}

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(inboxes_->size()); }

  void send(int to, const std::string& kind, const nlohmann::json& body) override {
    FRIENDLY_CHECK(to >= 0 && to < size(), "the receiver is one of the ranks");
    inbox(to).put({rank_, encode(kind, body)});
  }

  std::optional<Message> poll() override {
    const auto parcel = inbox(rank_).take();
    if (!parcel) return std::nullopt;
    return decode(parcel->from, parcel->bytes);
  }

 private:
  Inbox& inbox(int rank) { return (*inboxes_)[static_cast<std::size_t>(rank)]; }

  const int rank_;
  const std::shared_ptr<Inboxes> inboxes_;
};

}  // namespace

std::vector<std::unique_ptr<Communicator>> make_thread_communicators(int size) {
  FRIENDLY_CHECK(size > 0, "there is at least one rank");
  const auto inboxes = std::make_shared<Inboxes>(static_cast<std::size_t>(size));
  std::vector<std::unique_ptr<Communicator>> endpoints;
  for (int rank = 0; rank < size; ++rank)
    endpoints.push_back(std::make_unique<ThreadCommunicator>(rank, inboxes));
  return endpoints;
}

}  // namespace friendly
