#include "sweep/Messages.hpp"

#include "core/Check.hpp"

namespace friendly {
namespace {

using nlohmann::json;

template <class Kind>
void from_body(const json&, Kind&) {
  static_assert(std::is_empty_v<Kind>, "a kind with members has a from_body() of its own");
}

void from_body(const json& body, message::StandsAside& message) {
  message = {body.at("why"), body.at("host")};
}

void from_body(const json& body, message::Progress& message) {
  message = {body.at("hand_out"), body.at("trial"), epoch_from_json(body.at("record"))};
}

void from_body(const json& body, message::Finished& message) {
  message = {body.at("hand_out"), body.at("seconds"), {}};
  for (const auto& outcome : body.at("outcomes")) message.outcomes.push_back(outcome_from_json(outcome));
}

void from_body(const json& body, message::Failed& message) {
  message = {body.at("hand_out"), result_from_json(body.at("result"))};
}

void from_body(const json& body, message::Assignment& message) {
  message = {body.at("hand_out"), bundle_from_json(body.at("bundle"))};
}

void from_body(const json& body, message::Cancel& message) {
  message = {body.at("hand_out")};
}

void from_body(const json& body, message::Recorded& message) {
  message = {body.at("hand_out")};
}

void from_body(const json& body, message::End& message) {
  message = {body.at("all")};
}

template <class Kind, class Variant>
bool read_if_kind(const Message& message, Variant& result) {
  if (message.kind != Kind::kKind) return false;
  from_body(message.body, result.template emplace<Kind>());
  return true;
}

template <class... Kinds>
std::variant<Kinds...> read(const Message& message, std::variant<Kinds...> result) {
  const bool is_known = (read_if_kind<Kinds>(message, result) || ...);
  FRIENDLY_CHECK(is_known, "the message is of a kind that its receiver knows");
  return result;
}

}  // namespace

json to_body(const message::StandsAside& message) {
  return {{"why", message.why}, {"host", message.host}};
}

json to_body(const message::Progress& message) {
  return {{"hand_out", message.hand_out}, {"trial", message.trial}, {"record", to_json(message.record)}};
}

json to_body(const message::Finished& message) {
  auto outcomes = json::array();
  for (const TrialOutcome& outcome : message.outcomes) outcomes.push_back(to_json(outcome));
  return {{"hand_out", message.hand_out}, {"seconds", message.seconds}, {"outcomes", std::move(outcomes)}};
}

json to_body(const message::Failed& message) {
  return {{"hand_out", message.hand_out}, {"result", to_json(message.result)}};
}

json to_body(const message::Assignment& message) {
  return {{"hand_out", message.hand_out}, {"bundle", to_json(message.bundle)}};
}

json to_body(const message::Cancel& message) {
  return {{"hand_out", message.hand_out}};
}

json to_body(const message::Recorded& message) {
  return {{"hand_out", message.hand_out}};
}

json to_body(const message::End& message) {
  return {{"all", message.all_present}};
}

FromWorker from_worker(const Message& message) {
  return read(message, FromWorker());
}

FromCoordinator from_coordinator(const Message& message) {
  return read(message, FromCoordinator());
}

}  // namespace friendly
