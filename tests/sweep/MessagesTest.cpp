#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

#include "comm/ThreadCommunicator.hpp"
#include "sweep/Fixtures.hpp"
#include "sweep/Messages.hpp"

namespace friendly {
namespace {

const std::string kNotUtf8 = "caf\xe9 closed", kRepaired = "caf\xef\xbf\xbd closed";

/// `message` as rank 3 sends it and another rank receives it.
template <class Kind>
Message over_the_wire(const Kind& message) {
  return decode(3, encode(Kind::kKind, to_body(message)));
}

template <class Kind>
Kind worker_to_coordinator(const Kind& message) {
  return std::get<Kind>(from_worker(over_the_wire(message)));
}

template <class Kind>
Kind coordinator_to_worker(const Kind& message) {
  return std::get<Kind>(from_coordinator(over_the_wire(message)));
}

/// A record in which no two members are equal; every third real is NaN, another third is not a short decimal.
template <class Record>
Record distinct_record(const std::vector<Field<Record>>& fields) {
  Record record;
  int number = 0;
  for (const auto& field : fields) {
    ++number;
    std::visit(
        [&](auto member) {
          using Value = std::decay_t<decltype(record.*member)>;
          if constexpr (std::is_same_v<Value, std::string>)
            record.*member = "text " + std::to_string(number);
          else if constexpr (std::is_same_v<Value, double>)
            record.*member = number % 3 == 0 ? std::nan("") : number / 3.0;
          else
            record.*member = static_cast<Value>(number);
        },
        field.member);
  }
  return record;
}

/// Expects equality of every member; NaN equals NaN.
template <class Record>
void expect_equal(const Record& got, const Record& wanted, const std::vector<Field<Record>>& fields) {
  for (const auto& field : fields)
    std::visit(
        [&](auto member) {
          if constexpr (std::is_same_v<decltype(member), double Record::*>) {
            if (std::isnan(wanted.*member)) {
              EXPECT_TRUE(std::isnan(got.*member)) << field.name;
              return;
            }
          }
          EXPECT_EQ(got.*member, wanted.*member) << field.name;
        },
        field.member);
}

TEST(Messages, StandsAsideSurvivesTheWire) {
  const auto got = worker_to_coordinator(message::StandsAside{"no GPU", "node7"});
  EXPECT_EQ(got.why, "no GPU");
  EXPECT_EQ(got.host, "node7");
}

TEST(Messages, ProgressSurvivesTheWire) {
  const auto record = distinct_record(epoch_fields());
  const auto got = worker_to_coordinator(message::Progress{17, 4, record});
  EXPECT_EQ(got.hand_out, 17);
  EXPECT_EQ(got.trial, 4u);
  expect_equal(got.record, record, epoch_fields());
}

TEST(Messages, FinishedSurvivesTheWire) {
  const auto result = distinct_record(result_fields());
  const auto record = distinct_record(epoch_fields());
  EpochRecord infinite;
  infinite.train_loss = HUGE_VAL;
  infinite.val_loss = -HUGE_VAL;
  const auto got = worker_to_coordinator(
      message::Finished{17, 0.1 + 0.2, {{TrialResult(), {}}, {result, {record, infinite}}}});
  EXPECT_EQ(got.hand_out, 17);
  EXPECT_EQ(got.seconds, 0.1 + 0.2);
  ASSERT_EQ(got.outcomes.size(), 2u);
  expect_equal(got.outcomes[0].result, TrialResult(), result_fields());
  EXPECT_TRUE(got.outcomes[0].epochs.empty());
  expect_equal(got.outcomes[1].result, result, result_fields());
  ASSERT_EQ(got.outcomes[1].epochs.size(), 2u);
  expect_equal(got.outcomes[1].epochs[0], record, epoch_fields());
  EXPECT_EQ(got.outcomes[1].epochs[1].train_loss, HUGE_VAL);
  EXPECT_EQ(got.outcomes[1].epochs[1].val_loss, -HUGE_VAL);
}

TEST(Messages, FailedSurvivesTheWire) {
  const auto result = distinct_record(result_fields());
  const auto got = worker_to_coordinator(message::Failed{17, result});
  EXPECT_EQ(got.hand_out, 17);
  expect_equal(got.result, result, result_fields());
}

TEST(Messages, AssignmentSurvivesTheWire) {
  const Trial first = make_trial(1.0 / 3, 2, 7);
  Trial second{"0123456789abcdef", "another grid", default_spec("nft", "cnn")};
  second.spec.acc_thres = 0.75;
  second.spec.hidden = {16, 784};
  const auto assignment = coordinator_to_worker(message::Assignment{5, {17, {first, second}}});
  EXPECT_EQ(assignment.hand_out, 5);
  const Bundle& got = assignment.bundle;
  EXPECT_EQ(got.id, 17);
  ASSERT_EQ(got.trials.size(), 2u);
  EXPECT_EQ(got.trials[0].key, first.key);
  EXPECT_EQ(got.trials[0].grid, "grid");
  EXPECT_EQ(got.trials[0].spec.lr_clf, 1.0 / 3);
  EXPECT_EQ(got.trials[0].spec.run, 2);
  EXPECT_EQ(got.trials[0].spec.epochs, 7);
  EXPECT_TRUE(std::isnan(got.trials[0].spec.acc_thres));
  EXPECT_EQ(got.trials[1].key, second.key);
  EXPECT_EQ(got.trials[1].grid, second.grid);
  EXPECT_EQ(got.trials[1].spec.acc_thres, 0.75);
  EXPECT_EQ(got.trials[1].spec.hidden, (IntList{16, 784}));
  EXPECT_EQ(to_json(got.trials[1].spec), to_json(second.spec));
}

TEST(Messages, HandOutsSurviveTheWire) {
  EXPECT_EQ(coordinator_to_worker(message::Cancel{17}).hand_out, 17);
  EXPECT_EQ(coordinator_to_worker(message::Recorded{17}).hand_out, 17);
}

TEST(Messages, EndSurvivesTheWire) {
  EXPECT_TRUE(coordinator_to_worker(message::End{true}).all_present);
  EXPECT_FALSE(coordinator_to_worker(message::End{false}).all_present);
}

// Reasons come from exceptions, which may quote any byte.
TEST(Messages, TextThatIsNotUtf8ArrivesRepaired) {
  EXPECT_EQ(worker_to_coordinator(message::StandsAside{kNotUtf8, kNotUtf8}).why, kRepaired);
  TrialResult result;
  result.reason = kNotUtf8;
  EXPECT_EQ(worker_to_coordinator(message::Failed{1, result}).result.reason, kRepaired);
  EXPECT_EQ(worker_to_coordinator(message::Finished{1, 2, {{result, {}}}}).outcomes[0].result.reason,
            kRepaired);
}

/// What another rank receives from send(), untyped.
template <class Kind>
Message received(const Kind& message) {
  const auto ranks = make_thread_communicators(2);
  send(*ranks[0], 1, message);
  return *ranks[1]->poll();
}

// The table in docs/architecture.md, "Messages between ranks": kinds and members as other versions know them.
TEST(Messages, AreOnTheWireWhatTheArchitectureSays) {
  const auto expect_wire = [](const Message& message, const std::string& kind,
                              const std::vector<std::string>& members) {
    EXPECT_EQ(message.kind, kind);
    EXPECT_EQ(message.body.is_null(), members.empty()) << kind;
    EXPECT_EQ(message.body.size(), members.size()) << kind;
    for (const std::string& member : members) EXPECT_TRUE(message.body.contains(member)) << kind << member;
  };
  expect_wire(received(message::Ready()), "ready", {});
  expect_wire(received(message::StandsAside()), "aside", {"why", "host"});
  expect_wire(received(message::Progress()), "progress", {"hand_out", "trial", "record"});
  expect_wire(received(message::Finished()), "finished", {"hand_out", "seconds", "outcomes"});
  expect_wire(received(message::Failed()), "failed", {"hand_out", "result"});
  expect_wire(received(message::Stopped()), "stopped", {});
  expect_wire(received(message::Assignment()), "bundle", {"hand_out", "bundle"});
  expect_wire(received(message::Cancel()), "cancel", {"hand_out"});
  expect_wire(received(message::Recorded()), "recorded", {"hand_out"});
  expect_wire(received(message::Stop()), "stop", {});
  expect_wire(received(message::End()), "end", {"all"});
}

TEST(Messages, KindsWithoutMembersAreToldApart) {
  EXPECT_TRUE(std::holds_alternative<message::Ready>(from_worker({1, "ready", nullptr})));
  EXPECT_TRUE(std::holds_alternative<message::Stopped>(from_worker({1, "stopped", nullptr})));
  EXPECT_TRUE(std::holds_alternative<message::Stop>(from_coordinator({0, "stop", nullptr})));
}

TEST(Messages, ABodyThatLacksAMemberThrows) {
  EXPECT_THROW(from_worker({1, "progress", {{"hand_out", 1}, {"trial", 0}}}), nlohmann::json::exception);
  EXPECT_THROW(from_worker({1, "finished", {{"hand_out", 1}, {"seconds", 2}}}), nlohmann::json::exception);
  EXPECT_THROW(from_coordinator({0, "end", nlohmann::json::object()}), nlohmann::json::exception);
}

TEST(MessagesDeathTest, AKindThatIsNotSentInThatDirectionAborts) {
  EXPECT_DEATH(from_worker({1, "gossip", nullptr}), "kind that its receiver knows");
  EXPECT_DEATH(from_worker({1, "stop", nullptr}), "kind that its receiver knows");
  EXPECT_DEATH(from_coordinator({0, "ready", nullptr}), "kind that its receiver knows");
  EXPECT_DEATH(from_coordinator({0, "", nullptr}), "kind that its receiver knows");
}

}  // namespace
}  // namespace friendly
