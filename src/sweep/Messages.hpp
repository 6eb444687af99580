#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "comm/Communicator.hpp"
#include "trial/Bundle.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// All messages between the ranks of a sweep, besides the heartbeats of their lifelines. Each type has a name
/// on the wire (`kKind`) and converts to and from a JSON body. Reading a body that lacks a member throws
/// nlohmann::json::exception, or UserError for a member of a record.
namespace message {

/// From a worker: it is free. Later ones need no request after each bundle: `Finished` and `Failed` imply it.
struct Ready {
  static constexpr const char* kKind = "ready";
};

/// From a worker: it cannot train, but waits for the end with the others. A bundle that it was given goes to
/// another.
struct StandsAside {
  static constexpr const char* kKind = "aside";
  std::string why;
  std::string host;
};

/// From a worker: a trial of its bundle has trained one more epoch.
struct Progress {
  static constexpr const char* kKind = "progress";
  std::int64_t hand_out = 0;
  std::size_t trial = 0;  ///< position in the bundle, from 0
  EpochRecord record;
};

/// From a worker: it has trained its bundle and is free.
struct Finished {
  static constexpr const char* kKind = "finished";
  std::int64_t hand_out = 0;
  double seconds = 0;
  std::vector<TrialOutcome> outcomes;  ///< one per trial, in the bundle's order
};

/// From a worker: its runner threw, so every trial of the bundle has this result. It is free.
struct Failed {
  static constexpr const char* kKind = "failed";
  std::int64_t hand_out = 0;
  TrialResult result;
};

/// From a worker: it has stopped as it was told and waits for `End`.
struct Stopped {
  static constexpr const char* kKind = "stopped";
};

/// From the coordinator: train this bundle.
struct Assignment {
  static constexpr const char* kKind = "bundle";
  std::int64_t hand_out = 0;
  Bundle bundle;
};

/// From the coordinator: another worker has trained the bundle; stop training it and say `Ready`.
struct Cancel {
  static constexpr const char* kKind = "cancel";
  std::int64_t hand_out = 0;
};

/// From the coordinator: the results of this hand-out are durable.
struct Recorded {
  static constexpr const char* kKind = "recorded";
  std::int64_t hand_out = 0;
};

/// From the coordinator: save what is needed to resume, and stop.
struct Stop {
  static constexpr const char* kKind = "stop";
};

/// From the coordinator, its last message: the sweep is over. Unless all ranks are present, MPI must not wait
/// for the missing ones.
struct End {
  static constexpr const char* kKind = "end";
  bool all_present = false;
};

}  // namespace message

using FromWorker = std::variant<message::Ready, message::StandsAside, message::Progress, message::Finished,
                                message::Failed, message::Stopped>;
using FromCoordinator =
    std::variant<message::Assignment, message::Cancel, message::Recorded, message::Stop, message::End>;

/// The JSON body of a message; null for kinds without members.
template <class Kind>
nlohmann::json to_body(const Kind&) {
  static_assert(std::is_empty_v<Kind>, "a kind with members has a to_body() of its own");
  return nullptr;
}
nlohmann::json to_body(const message::StandsAside& message);
nlohmann::json to_body(const message::Progress& message);
nlohmann::json to_body(const message::Finished& message);
nlohmann::json to_body(const message::Failed& message);
nlohmann::json to_body(const message::Assignment& message);
nlohmann::json to_body(const message::Cancel& message);
nlohmann::json to_body(const message::Recorded& message);
nlohmann::json to_body(const message::End& message);

/// The typed form of a message that arrived at the coordinator, or at a worker. Aborts if it is of a kind
/// that is not sent in that direction.
FromWorker from_worker(const Message& message);
FromCoordinator from_coordinator(const Message& message);

/// Sends a typed message to rank `to`; returns at once.
template <class Kind>
void send(Communicator& communicator, int to, const Kind& message) {
  communicator.send(to, Kind::kKind, to_body(message));
}

}  // namespace friendly
