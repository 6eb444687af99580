#pragma once
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAStream.h>

#include <list>
#include <map>

#include "train/StepRunner.hpp"

namespace friendly {

/// Computes steps on a GPU. Tiles are dealt to several streams, since one small network does not fill a GPU.
/// Each kind of step of a tile is computed as it is a few times, then captured as a graph, and from then on
/// replayed with one launch. If a capture fails, that is said, and all steps are computed as they are from
/// then on, in this process.
class GraphRunner : public StepRunner {
 public:
  explicit GraphRunner(const torch::Device& device);
  /// Waits for the steps, since what is replayed must not be freed.
  ~GraphRunner() override;

  void run(const std::vector<Tile>& tiles, const Step& step) override;
  bool replays() const override { return true; }

 private:
  /// A kind of step of one tile.
  struct Entry {
    StepKind kind;
    int runs = 0;  ///< before it was captured
    std::unique_ptr<at::cuda::CUDAGraph> graph;
  };
  /// What runs in order: a stream, and the memory of the graphs that are replayed on it. They may share it,
  /// as nothing in it is needed after a step.
  struct Lane {
    c10::cuda::CUDAStream stream;
    at::cuda::MempoolId_t memory;
    at::cuda::CUDAEvent done;
  };

  void run_tile(Lane& lane, const Tile& tile, const Step& step);
  /// The entry of a kind, as the tile's most recent one.
  Entry& entry_of(const Tile& tile, const StepKind& kind);
  void capture(Lane& lane, Entry& entry, const Tile& tile, const Step& step);
  void wait_for_earlier_steps();

  std::vector<Lane> lanes_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::list<Entry>>
      entries_;                           ///< by first and count of tiles
  std::list<at::cuda::CUDAEvent> steps_;  ///< ends of the last ones, the earliest first
};

}  // namespace friendly
