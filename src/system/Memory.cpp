#include "system/Memory.hpp"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <malloc.h>
#include <sys/resource.h>
#include <torch/types.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <filesystem>
#include <fstream>
#include <new>

#ifdef FRIENDLY_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#endif

namespace friendly {
namespace {

namespace fs = std::filesystem;

// The lowest of `least` and the limits of a control group and its parents. `file` holds a number, or "max".
std::int64_t least_limit(const fs::path& root, fs::path group, const char* file, std::int64_t least) {
  for (group = group.relative_path();; group = group.parent_path()) {
    std::int64_t limit = 0;
    if (std::ifstream(root / group / file) >> limit && limit > 0) least = std::min(least, limit);
    if (group.empty()) return least;
  }
}

// What currently counts against the limit.
double data_bytes() {
  std::ifstream status("/proc/self/status");
  double kilobytes = 0;
  for (std::string word; status >> word;)
    if (word == "VmData:") status >> kilobytes;
  return kilobytes * 1024;
}

}  // namespace

std::int64_t machine_memory() {
  std::int64_t memory = ::sysconf(_SC_PHYS_PAGES) * ::sysconf(_SC_PAGESIZE);
  std::ifstream groups("/proc/self/cgroup");  // lines of NUMBER:CONTROLLERS:/PATH
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1),
                      path = line.substr(second + 1);
    if (controllers.empty()) memory = least_limit("/sys/fs/cgroup", path, "memory.max", memory);
    if (controllers == "memory")
      memory = least_limit("/sys/fs/cgroup/memory", path, "memory.limit_in_bytes", memory);
  }
  return memory;
}

bool limit_memory(double bytes, int threads) {
  // OpenBLAS allocates a buffer at each thread's first matrix product, and retries for ever if that fails: do
  // it before the limit is set.
  at::parallel_for(0, threads, 1, [](std::int64_t, std::int64_t) {
    torch::mm(torch::ones({128, 128}), torch::ones({128, 128}));
  });
  rlimit limit{};
  ::getrlimit(RLIMIT_DATA, &limit);
  const double least = std::min(bytes, static_cast<double>(limit.rlim_cur));
  if (least < data_bytes()) return false;
  if (bytes < static_cast<double>(limit.rlim_cur)) limit.rlim_cur = static_cast<rlim_t>(bytes);
  return ::setrlimit(RLIMIT_DATA, &limit) == 0;
}

std::string reason_of(const std::exception& error) {
  const auto* of_torch = dynamic_cast<const c10::Error*>(&error);
  return of_torch != nullptr ? of_torch->what_without_backtrace() : error.what();
}

bool is_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
      dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return true;
  const std::string text = reason_of(error);
  const auto mentions = [&](const char* words) { return text.find(words) != std::string::npos; };
  // The last one is LibTorch's where none of cuDNN's algorithms worked, mostly for want of memory.
  return mentions("can't allocate memory") || mentions("out of memory") || mentions("STATUS_ALLOC_FAILED") ||
         mentions("unable to find an engine");
}

void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
  // One arena: per-thread arenas would return memory in chunks of 64 MB.
  mallopt(M_ARENA_MAX, 1);
}

void release_freed_memory() {
  ::malloc_trim(0);
#ifdef FRIENDLY_CUDA
  c10::cuda::CUDACachingAllocator::emptyCache();
#endif
}

}  // namespace friendly
