#include "results/JournalFrame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/Digest.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr std::string_view kMagic =
    "\x9e"
    "FJ1";
constexpr std::size_t kPrefix = 20;           // bytes: magic, head size, body size, body CRC, head CRC
constexpr std::uint32_t kMostHead = 1 << 24;  // bytes
constexpr std::size_t kHeadsBlock = 4 << 10, kAllBlock = 1 << 20;  // bytes read at once

void append_number(std::string& bytes, std::uint32_t number) {
  for (int byte = 0; byte < 4; ++byte) bytes += static_cast<char>(number >> (8 * byte) & 0xff);
}

std::uint32_t number_at(std::string_view bytes, std::size_t place) {
  std::uint32_t number = 0;
  for (std::size_t byte = 0; byte < 4; ++byte)
    number |= std::uint32_t{static_cast<unsigned char>(bytes[place + byte])} << (8 * byte);
  return number;
}

struct Prefix {
  explicit Prefix(std::string_view bytes)
      : head_size(number_at(bytes, 4)),
        body_size(number_at(bytes, 8)),
        body_crc(number_at(bytes, 12)),
        head_crc(number_at(bytes, 16)) {}

  std::uint64_t frame_size() const { return kPrefix + std::uint64_t{head_size} + body_size; }

  std::uint32_t head_size, body_size, body_crc, head_crc;
};

// The sizes and the body's checksum are under the head's checksum too, so that a body can be skipped.
std::uint32_t head_checksum(std::string_view prefix, std::string_view head) {
  return crc32_of(std::string(prefix.substr(4, 12)).append(head));
}

}  // namespace

std::string frame_of(const nlohmann::json& head, std::string_view body) {
  // Reasons for failures come from anywhere; bytes in them that are not UTF-8 must not stop the journal.
  const std::string clean = head.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string text;
  nlohmann::json::to_cbor(nlohmann::json::parse(clean), text);
  std::string frame(kMagic);
  append_number(frame, static_cast<std::uint32_t>(text.size()));
  append_number(frame, static_cast<std::uint32_t>(body.size()));
  append_number(frame, crc32_of(body));
  append_number(frame, head_checksum(frame, text));
  return frame.append(text).append(body);
}

Frame read_frame(const InputFile& file, std::uint64_t offset, std::uint64_t size) {
  const std::string bytes = file.read(offset, size);
  const std::string_view all = bytes;
  if (all.size() == size && size >= kPrefix && all.substr(0, kMagic.size()) == kMagic) {
    const Prefix prefix(all);
    if (prefix.frame_size() == size) {
      const std::string_view head = all.substr(kPrefix, prefix.head_size);
      const std::string_view body = all.substr(kPrefix + prefix.head_size);
      if (prefix.head_crc == head_checksum(all, head) && prefix.body_crc == crc32_of(body))
        return {offset, size, std::string(head), std::string(body)};
    }
  }
  throw UserError(fmt::format("{}: the record at byte {} is damaged", file.path(), offset),
                  "its checksum does not match", "start the sweep again: the trial is then trained again");
}

SegmentReader::SegmentReader(const std::string& path, Depth depth)
    : file_(path), depth_(depth), size_(file_.size()) {}

std::optional<Frame> SegmentReader::next() {
  while (offset_ < size_) {
    std::optional<Frame> frame = intact_head(offset_);
    if (frame && (depth_ == Depth::heads || take_body(*frame))) {
      offset_ += frame->size;
      return frame;
    }
    const std::uint64_t found = find_intact(offset_ + (frame ? frame->size : 1));
    const Damage damage{offset_, found - offset_};
    offset_ = found;
    if (found < size_)
      damages_.push_back(damage);
    else
      torn_ = damage;
  }
  return std::nullopt;
}

std::string_view SegmentReader::view(std::uint64_t offset, std::uint64_t size) {
  if (offset < window_offset_ || offset + size > window_offset_ + window_.size()) {
    const std::size_t block = depth_ == Depth::heads ? kHeadsBlock : kAllBlock;
    const std::uint64_t wanted =
        std::min<std::uint64_t>(std::max<std::uint64_t>(size, block), size_ - offset);
    window_.resize(wanted);
    window_.resize(file_.read(offset, window_.data(), wanted));
    window_offset_ = offset;
  }
  return std::string_view(window_).substr(offset - window_offset_, size);
}

// The frame at `offset` without its body, if it lies within the file and its head is intact.
std::optional<Frame> SegmentReader::intact_head(std::uint64_t offset) {
  if (offset + kPrefix > size_) return std::nullopt;
  std::array<char, kPrefix> bytes{};
  const std::string_view start = view(offset, kPrefix);
  if (start.size() < kPrefix || start.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  std::copy(start.begin(), start.end(), bytes.begin());
  const Prefix prefix({bytes.data(), kPrefix});
  if (prefix.head_size > kMostHead || offset + prefix.frame_size() > size_) return std::nullopt;
  const std::string_view head = view(offset + kPrefix, prefix.head_size);
  if (head.size() < prefix.head_size || prefix.head_crc != head_checksum({bytes.data(), kPrefix}, head))
    return std::nullopt;
  return Frame{offset, prefix.frame_size(), std::string(head), {}};
}

// Returns whether the body is intact.
bool SegmentReader::take_body(Frame& frame) {
  const std::string_view all = view(frame.offset, frame.size);
  if (all.size() < frame.size) return false;
  frame.body = all.substr(kPrefix + frame.head.size());
  return crc32_of(frame.body) == Prefix(all).body_crc;
}

// The place of the first intact frame at or after `offset`; the end if there is none.
std::uint64_t SegmentReader::find_intact(std::uint64_t offset) {
  while (offset < size_) {
    const std::string_view bytes = view(offset, std::min<std::uint64_t>(kAllBlock, size_ - offset));
    const auto found = bytes.find(kMagic);
    if (found == std::string_view::npos) {
      // A magic may straddle the end of what was read.
      if (bytes.size() < kMagic.size() || offset + bytes.size() >= size_) return size_;
      offset += bytes.size() - (kMagic.size() - 1);
      continue;
    }
    offset += found;
    std::optional<Frame> frame = intact_head(offset);
    if (frame && take_body(*frame)) return offset;
    ++offset;
  }
  return size_;
}

}  // namespace friendly
