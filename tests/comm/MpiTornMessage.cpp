// Run under mpirun with two ranks, over TCP: rank 1 is killed in the middle of a message that takes a while
// to arrive. Rank 0 prints "survived" if it received nothing of it, or all.
#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <string>
#include <thread>

#include "comm/Mpi.hpp"
#include "core/Stopwatch.hpp"

int main() {
  using namespace friendly;
  using std::chrono::milliseconds;
  const std::string text(200u << 20, 'x');
  MpiSession session;
  Communicator& world = session.world();
  if (world.rank() == 1) {
    world.send(0, "begin", nullptr);
    world.send(0, "text", text);
    // Rank 0 has begun to receive when it answers.
    while (!world.poll()) std::this_thread::yield();
    ::raise(SIGKILL);
  }
  bool is_sound = world.wait(milliseconds(60000))->kind == "begin";
  world.wait(milliseconds(20));
  world.send(1, "answer", nullptr);
  const auto message = world.wait(milliseconds(3000));
  if (message) is_sound = is_sound && message->body == text;
  fmt::print("{}: the message {}\n", is_sound ? "survived" : "damaged", message ? "arrived" : "is lost");
  std::fflush(stdout);
  session.abandon();
}
