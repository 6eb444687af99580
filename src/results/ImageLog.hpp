#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace friendly {

/// Images of some test examples at some epochs of a trial: the original, the simplified one and their
/// difference, simplified minus original.
struct ImageLog {
  std::vector<std::int64_t> epochs;  ///< the E epochs, 0-based
  std::vector<std::int64_t> shape;   ///< of one epoch's images: [3, examples, C, H, W]
  std::vector<float> values;         ///< row-major [E, 3, examples, C, H, W]
};

/// Adds `/images/<key>` to a result file: float32 [E, 3, examples, C, H, W] with the attribute `epochs`.
/// The attribute `help` of `/images` says in JSON what each axis is. The file is replaced as a whole. Throws
/// UserError if the disk refuses.
void add_images(const std::string& result_file, const std::string& key, const ImageLog& images);

}  // namespace friendly
