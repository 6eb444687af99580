#include "train/GraphRunner.hpp"

#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>

#include <algorithm>
#include <functional>
#include <set>

#include "core/Log.hpp"
#include "system/Memory.hpp"

namespace friendly {
namespace {

constexpr std::size_t kLanes = 6;
// LibTorch and its libraries set themselves up in the first runs, which no graph may contain.
constexpr int kRunsBeforeCapture = kRunsBeforeReplay - 1;
// Those that take turns in an epoch are fewer: full and last minibatches of the classifier's pass, of the
// simplifier's first one and of its others, full and last pieces of validation and test data.
constexpr std::size_t kKindsPerTile = 12;
// A step is enqueued only when all but so many of those before it are done, so that stopping is prompt.
constexpr std::size_t kStepsAhead = 4;

at::cuda::CUDAEvent quiet_event() {
  return at::cuda::CUDAEvent(cudaEventDisableTiming | cudaEventBlockingSync);
}

/// Whether captures have worked in this process so far. LibTorch may keep something of one that failed, so it
/// is not tried again.
bool captures_work = true;

bool succeeds(const std::function<void()>& call) {
  try {
    call();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

// LibTorch's own end of a capture stops where it finds that the capture has failed, and leaves the allocator
// waiting for more of it. Returns whether it did not.
bool end_failed_capture(at::cuda::CUDAGraph& graph, const c10::cuda::CUDAStream& stream,
                        const at::cuda::MempoolId_t& memory) {
  namespace allocator = c10::cuda::CUDACachingAllocator;
  if (succeeds([&] { graph.capture_end(); })) return true;
  static_cast<void>(cudaGetLastError());
  if (succeeds([&] { allocator::endAllocateToPool(stream.device_index(), memory); }))
    succeeds([&] { allocator::releasePool(stream.device_index(), memory); });
  return false;
}

// Taken once, since LibTorch never frees the workspaces of a stream that it has seen.
const std::vector<c10::cuda::CUDAStream>& streams_of(const torch::Device& device) {
  static std::map<c10::DeviceIndex, std::vector<c10::cuda::CUDAStream>> taken;
  std::vector<c10::cuda::CUDAStream>& streams = taken[device.index()];
  while (streams.size() < kLanes)
    streams.push_back(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index()));
  return streams;
}

}  // namespace

GraphRunner::GraphRunner(const torch::Device& device) {
  for (const c10::cuda::CUDAStream& stream : streams_of(device))
    lanes_.push_back({stream, at::cuda::graph_pool_handle(), quiet_event()});
}

GraphRunner::~GraphRunner() {
  // Neither may throw here.
  static_cast<void>(cudaSetDevice(lanes_.front().stream.device_index()));
  static_cast<void>(cudaDeviceSynchronize());
}

void GraphRunner::run(const std::vector<Tile>& tiles, const Step& step) {
  wait_for_earlier_steps();
  const c10::cuda::CUDAStream main = c10::cuda::getCurrentCUDAStream(lanes_.front().stream.device_index());
  at::cuda::CUDAEvent begin = quiet_event();
  begin.record(main);
  std::set<Lane*> used;
  for (const Tile& tile : tiles) {
    // Always the same one, since the tile's graphs are in its memory.
    Lane& lane = lanes_[static_cast<std::size_t>(tile.first) % lanes_.size()];
    if (used.insert(&lane).second) begin.block(lane.stream);
    const c10::cuda::CUDAStreamGuard guard(lane.stream);
    run_tile(lane, tile, step);
  }
  for (Lane* lane : used) {
    lane->done.record(lane->stream);
    lane->done.block(main);
  }
  steps_.push_back(quiet_event());
  steps_.back().record(main);
}

void GraphRunner::wait_for_earlier_steps() {
  for (; steps_.size() >= kStepsAhead; steps_.pop_front()) steps_.front().synchronize();
}

void GraphRunner::run_tile(Lane& lane, const Tile& tile, const Step& step) {
  if (!captures_work) return step.compute(tile);
  Entry& entry = entry_of(tile, step.kind(tile));
  if (entry.graph == nullptr && entry.runs++ < kRunsBeforeCapture) return step.compute(tile);
  if (entry.graph == nullptr) capture(lane, entry, tile, step);
  entry.graph != nullptr ? entry.graph->replay() : step.compute(tile);
}

GraphRunner::Entry& GraphRunner::entry_of(const Tile& tile, const StepKind& kind) {
  std::list<Entry>& entries = entries_[{tile.first, tile.count}];
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.kind == kind; });
  if (found != entries.end()) {
    entries.splice(entries.begin(), entries, found);
  } else {
    entries.push_front({kind, 0, nullptr});
    if (entries.size() > kKindsPerTile) {
      c10::cuda::device_synchronize();  // it may still be running
      entries.pop_back();
    }
  }
  return entries.front();
}

void GraphRunner::capture(Lane& lane, Entry& entry, const Tile& tile, const Step& step) {
  auto graph = std::make_unique<at::cuda::CUDAGraph>();
  // Nothing else may run meanwhile, and what the runs before have left must not be kept twice.
  c10::cuda::device_synchronize();
  c10::cuda::CUDACachingAllocator::emptyCache();
  try {
    graph->capture_begin(lane.memory);
    step.compute(tile);
    graph->capture_end();
  } catch (const std::exception& error) {
    const bool has_ended = end_failed_capture(*graph, lane.stream, lane.memory);
    if (is_out_of_memory(error) && has_ended) throw;
    captures_work = false;
    spdlog::warn("steps are not replayed as graphs, which is slower (no capture: {})", reason_of(error));
    if (is_out_of_memory(error)) throw;
    return;
  }
  entry.graph = std::move(graph);
  // FT's iterations only become fewer, and graphs of many are large. The old ones go after the capture, since
  // LibTorch refuses to capture into a pool whose last graph has gone.
  entries_[{tile.first, tile.count}].remove_if([&](const Entry& other) {
    return entry.kind.iterations > 0 && other.kind.iterations > entry.kind.iterations;
  });
}

}  // namespace friendly
