#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/InputFile.hpp"

namespace friendly {

/// A record of a journal as it lies in a segment: a prefix (magic, the sizes of head and body, their
/// CRC-32s), the head, which is JSON and says what the record is, and perhaps a body with the bulk of it,
/// which those who need heads only skip. Numbers in the prefix are little-endian.
struct Frame {
  std::uint64_t offset = 0;  ///< in its segment
  std::uint64_t size = 0;    ///< of the whole frame, in bytes
  std::string head;          ///< CBOR
  std::string body;
};

/// `head` and `body` as a frame. Bytes of the head that are not UTF-8 are replaced.
std::string frame_of(const nlohmann::json& head, std::string_view body = {});

/// Reads the frame of `size` bytes at `offset`. Throws UserError naming file and offset if it is not intact.
Frame read_frame(const InputFile& file, std::uint64_t offset, std::uint64_t size);

/// A part of a segment that holds no intact frame.
struct Damage {
  std::uint64_t offset = 0, size = 0;
};

/// Reads the frames of a segment one after the other, as far as it reaches at the moment of opening.
class SegmentReader {
 public:
  /// What to read: heads only, seeking over bodies, or all of each frame, with its body checked.
  enum class Depth { heads, all };

  SegmentReader(const std::string& path, Depth depth);

  /// The next intact frame; nothing at the end. Damaged parts are skipped: the next frame is found by its
  /// magic and checksums.
  std::optional<Frame> next();

  /// The damaged parts between frames so far.
  const std::vector<Damage>& damages() const { return damages_; }
  /// What follows the last intact frame: one that was not written completely. Known at the end.
  const Damage& torn() const { return torn_; }
  std::uint64_t size() const { return size_; }

 private:
  std::string_view view(std::uint64_t offset, std::uint64_t size);
  std::optional<Frame> intact_head(std::uint64_t offset);
  bool take_body(Frame& frame);
  std::uint64_t find_intact(std::uint64_t offset);

  InputFile file_;
  Depth depth_;
  std::uint64_t size_, offset_ = 0;
  std::string window_;  // bytes of the file from window_offset_ on
  std::uint64_t window_offset_ = 0;
  std::vector<Damage> damages_;
  Damage torn_;
};

}  // namespace friendly
