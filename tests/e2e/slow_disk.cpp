// Loaded into a process before its other libraries (LD_PRELOAD): every eighth sync of a file takes SLOW_DISK
// seconds.
#include <dlfcn.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {

int sync_slowly(const char* name, int descriptor) {
  static std::atomic<int> count{0};
  if (++count % 8 == 0) {
    const char* seconds = std::getenv("SLOW_DISK");
    std::fprintf(stderr, "a sync takes %s s\n", seconds);
    std::this_thread::sleep_for(std::chrono::duration<double>(std::atof(seconds)));
  }
  using Sync = int (*)(int);
  return reinterpret_cast<Sync>(::dlsym(RTLD_NEXT, name))(descriptor);
}

}  // namespace

extern "C" int fsync(int descriptor) {
  return sync_slowly("fsync", descriptor);
}

extern "C" int fdatasync(int descriptor) {
  return sync_slowly("fdatasync", descriptor);
}
