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

/// All messages between the ranks of a sweep. Each type has a name on the wire (`kKind`) and converts to and
/// from a JSON body. Reading a body that lacks a member throws nlohmann::json::exception, or UserError for a
/// member of a record.
namespace message {

/// From a worker: it is ready for its first bundle. Later ones need no request: `Finished` and `Failed` imply
/// it.
struct Ready {
  static constexpr const char* kKind = "ready";
};

/// From a worker: it cannot train, but waits for the end with the others.
struct StandsAside {
  static constexpr const char* kKind = "aside";
  std::string why;
  std::string host;
};

/// From a worker: it is alive. From the coordinator: the answer, by which workers know that it is alive too.
struct Heartbeat {
  static constexpr const char* kKind = "heartbeat";
};

/// From a worker: a trial of its bundle has trained one more epoch.
struct Progress {
  static constexpr const char* kKind = "progress";
  std::int64_t bundle = 0;
  std::size_t trial = 0;  ///< position in the bundle, from 0
  EpochRecord record;
};

/// From a worker: it has trained its bundle and is free.
struct Finished {
  static constexpr const char* kKind = "finished";
  std::int64_t bundle = 0;
  double seconds = 0;
  std::vector<TrialOutcome> outcomes;  ///< one per trial, in the bundle's order
};

/// From a worker: its runner threw, so every trial of the bundle has this result. It is free.
struct Failed {
  static constexpr const char* kKind = "failed";
  std::int64_t bundle = 0;
  TrialResult result;
};

/// From a worker: it has stopped as it was told and waits for `End`.
struct Stopped {
  static constexpr const char* kKind = "stopped";
};

/// From the coordinator: train this bundle.
struct Assignment {
  static constexpr const char* kKind = "bundle";
  Bundle bundle;
};

/// From the coordinator: save a checkpoint and stop.
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

using FromWorker = std::variant<message::Ready, message::StandsAside, message::Heartbeat, message::Progress,
                                message::Finished, message::Failed, message::Stopped>;
using FromCoordinator = std::variant<message::Assignment, message::Heartbeat, message::Stop, message::End>;

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

/// Combines lambdas, one for each kind of message, into a visitor for std::visit.
template <class... Lambdas>
struct Handlers : Lambdas... {
  using Lambdas::operator()...;
};
template <class... Lambdas>
Handlers(Lambdas...) -> Handlers<Lambdas...>;

}  // namespace friendly
