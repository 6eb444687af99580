#include "train/GraphRunner.hpp"

#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>

#include <set>

#include "core/Log.hpp"

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

void end_failed_capture(at::cuda::CUDAGraph& graph) {
  try {
    graph.capture_end();
  } catch (const std::exception&) {
    // It failed because the capture did, which is what is reported.
  }
  static_cast<void>(cudaGetLastError());
}

}  // namespace

GraphRunner::GraphRunner(const torch::Device& device) {
  for (std::size_t i = 0; i < kLanes; ++i)
    lanes_.push_back(
        {c10::cuda::getStreamFromPool(false, device.index()), at::cuda::graph_pool_handle(), quiet_event()});
}

GraphRunner::~GraphRunner() {
  static_cast<void>(cudaDeviceSynchronize());
}

void GraphRunner::run(const std::vector<Tile>& tiles, const Step& step) {
  wait_for_earlier_steps();
  const c10::cuda::CUDAStream main = c10::cuda::getCurrentCUDAStream();
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
  if (!captures_) return step.compute(tile);
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
    entries.push_front({kind});
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
  graph->capture_begin(lane.memory);
  try {
    step.compute(tile);
    graph->capture_end();
  } catch (const c10::OutOfMemoryError&) {
    end_failed_capture(*graph);
    throw;
  } catch (const c10::Error& error) {
    end_failed_capture(*graph);
    spdlog::warn("steps are not replayed as graphs, which is slower (no capture: {})",
                 error.what_without_backtrace());
    captures_ = false;
    return;
  }
  entry.graph = std::move(graph);
}

}  // namespace friendly
