// Run under mpirun: every rank sends a few large and many small messages to every rank, itself included,
// before it receives the first one. Exits with status 0 only if all arrive complete and in their sender's
// order.
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "comm/Launch.hpp"
#include "comm/Mpi.hpp"

namespace friendly {
namespace {

constexpr int kLarge = 4, kSmall = 400;
constexpr std::size_t kLargeSize = 8u << 20;

void expect(bool condition, const std::string& what) {
  if (condition) return;
  fmt::print(stderr, "failed: {}\n", what);
  std::abort();
}

std::string text_of(int sender, int number) {
  const bool is_large = number % ((kLarge + kSmall) / kLarge) == 0;
  return std::string(is_large ? kLargeSize : 10, static_cast<char>('a' + sender)) + std::to_string(number);
}

void send_all(Communicator& world) {
  for (int number = 0; number < kLarge + kSmall; ++number)
    for (int to = 0; to < world.size(); ++to)
      world.send(to, "text", {{"number", number}, {"text", text_of(world.rank(), number)}});
}

void receive_all(Communicator& world) {
  std::vector<int> received(static_cast<std::size_t>(world.size()), 0);
  for (int i = 0; i < world.size() * (kLarge + kSmall); ++i) {
    const auto message = world.wait(std::chrono::seconds(100));
    expect(message.has_value(), "every message arrives");
    const int number = received[static_cast<std::size_t>(message->from)]++;
    expect(message->kind == "text" && message->body.at("number") == number, "messages arrive in order");
    expect(message->body.at("text") == text_of(message->from, number), "text arrives complete");
  }
  expect(!world.poll(), "nothing arrives twice");
}

}  // namespace
}  // namespace friendly

int main() {
  using namespace friendly;
  expect(launched_as_rank(), "mpirun is recognised");
  expect(mpi_version().find("MPI") != std::string::npos, "the library has a name");
  MpiSession session;
  expect(session.world().size() == 3, "there are three ranks");
  expect(session.local_size() == 3 && session.local_rank() == session.world().rank(),
         "all run on this machine");
  send_all(session.world());
  receive_all(session.world());
}
