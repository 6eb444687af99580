#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "comm/Communicator.hpp"
#include "trial/Bundle.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// All that ranks tell each other during a sweep. Each type names itself on the wire (`kKind`) and converts
/// to and from a message's JSON body; a body that lacks a member throws nlohmann::json::exception.
namespace message {

/// Worker: it is here and wants its first bundle. The end of a bundle asks for the next by itself.
struct Ready {
  static constexpr const char* kKind = "ready";
};

/// Worker: it cannot train, but waits for the end with the others.
struct StandsAside {
  static constexpr const char* kKind = "aside";
  std::string why;
  std::string host;
};

/// Worker: it is alive. Coordinator: the answer, so that its own silence means something too.
struct Heartbeat {
  static constexpr const char* kKind = "heartbeat";
};

/// Worker: a trial of its bundle has trained one more epoch.
struct Progress {
  static constexpr const char* kKind = "progress";
  std::int64_t bundle = 0;
  std::size_t trial = 0;  ///< position in the bundle, from 0
  EpochRecord record;
};

/// Worker: its bundle was trained; it is free.
struct Finished {
  static constexpr const char* kKind = "finished";
  std::int64_t bundle = 0;
  double seconds = 0;
  std::vector<TrialOutcome> outcomes;  ///< one a trial, in the bundle's order
};

/// Worker: its runner threw; every trial of the bundle ended like this. It is free.
struct Failed {
  static constexpr const char* kKind = "failed";
  std::int64_t bundle = 0;
  TrialResult result;
};

/// Worker: it was told to stop and has; it waits for the coordinator's last word.
struct Stopped {
  static constexpr const char* kKind = "stopped";
};

/// Coordinator: train this.
struct Assignment {
  static constexpr const char* kKind = "bundle";
  Bundle bundle;
};

/// Coordinator: save and stop.
struct Stop {
  static constexpr const char* kKind = "stop";
};

/// Coordinator: its last word. If a rank is missing, MPI must not wait for it.
struct End {
  static constexpr const char* kKind = "end";
  bool all_present = false;
};

}  // namespace message

using FromWorker = std::variant<message::Ready, message::StandsAside, message::Heartbeat, message::Progress,
                                message::Finished, message::Failed, message::Stopped>;
using FromCoordinator = std::variant<message::Assignment, message::Heartbeat, message::Stop, message::End>;

/// The body of a message. Kinds without members have none.
template <class Kind>
nlohmann::json to_body(const Kind&) {
  return nullptr;
}
nlohmann::json to_body(const message::StandsAside& message);
nlohmann::json to_body(const message::Progress& message);
nlohmann::json to_body(const message::Finished& message);
nlohmann::json to_body(const message::Failed& message);
nlohmann::json to_body(const message::Assignment& message);
nlohmann::json to_body(const message::End& message);

/// What arrived at the coordinator, or at a worker. Aborts if the kind is not one of that direction.
FromWorker from_worker(const Message& message);
FromCoordinator from_coordinator(const Message& message);

/// Sends a typed message to rank `to`; returns at once.
template <class Kind>
void send(Communicator& communicator, int to, const Kind& message) {
  communicator.send(to, Kind::kKind, to_body(message));
}

/// Lets std::visit choose among lambdas, one for each kind of message.
template <class... Lambdas>
struct Handlers : Lambdas... {
  using Lambdas::operator()...;
};
template <class... Lambdas>
Handlers(Lambdas...) -> Handlers<Lambdas...>;

}  // namespace friendly
