#include <gtest/gtest.h>

#include "core/Digest.hpp"
#include "results/JournalFrame.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

using Depth = SegmentReader::Depth;

class JournalFrameTest : public InFolder {
 protected:
  const std::string path_ = (folder_ / "000001").string();

  // The heads' numbers, as "1 2 3 ".
  std::string numbers(Depth depth) const {
    SegmentReader reader(path_, depth);
    std::string text;
    while (const auto frame = reader.next())
      text += nlohmann::json::from_cbor(frame->head).at("n").dump() + " ";
    return text;
  }
  static std::string frame(int number, const std::string& body = "body") {
    return frame_of({{"n", number}}, body);
  }
};

std::uint32_t little_endian(const std::string& bytes, std::size_t place) {
  std::uint32_t number = 0;
  for (std::size_t byte = 4; byte-- > 0;)
    number = number << 8 | static_cast<unsigned char>(bytes[place + byte]);
  return number;
}

// The format as JournalFrame.hpp states it, read with nothing of ours but the CRC.
TEST_F(JournalFrameTest, IsAPrefixAHeadAndABody) {
  const std::string bytes = frame_of({{"n", 1}}, "a body");
  EXPECT_EQ(bytes.substr(0, 4),
            "\x9e"
            "FJ1");
  const std::string head =
      "\xa1\x61n\x01";  // RFC 8949: a map of one member, a text of one byte, the number 1
  ASSERT_EQ(little_endian(bytes, 4), head.size());
  ASSERT_EQ(little_endian(bytes, 8), 6u);
  EXPECT_EQ(bytes.substr(20), head + "a body");
  EXPECT_EQ(little_endian(bytes, 12), crc32_of("a body"));
  EXPECT_EQ(little_endian(bytes, 16), crc32_of(bytes.substr(4, 12) + head));
}

TEST_F(JournalFrameTest, ReadsOneFrameAfterTheOther) {
  const std::string large(3 << 20, 'x');
  write_text(path_, frame(1, "") + frame(2, large) + frame(3));
  for (const Depth depth : {Depth::heads, Depth::all}) EXPECT_EQ(numbers(depth), "1 2 3 ");
  SegmentReader reader(path_, Depth::all);
  reader.next();
  const auto second = reader.next();
  EXPECT_EQ(second->body, large);
  EXPECT_EQ(read_frame(InputFile(path_), second->offset, second->size).body, large);
}

TEST_F(JournalFrameTest, ReplacesBytesThatAreNotUtf8) {
  write_text(path_, frame_of({{"n", "bad byte \xff here"}}));
  EXPECT_EQ(numbers(Depth::all), "\"bad byte \xef\xbf\xbd here\" ");
}

// Wherever a byte is flipped, exactly its frame is lost; in a body only those who read bodies notice.
TEST_F(JournalFrameTest, AFlippedByteCostsItsFrame) {
  const std::string first = frame(1), second = frame(2), third = frame(3);
  for (std::size_t at = 0; at < second.size(); ++at) {
    std::string damaged = second;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write_text(path_, first + damaged + third);
    ASSERT_EQ(numbers(Depth::all), "1 3 ") << at;
    ASSERT_EQ(numbers(Depth::heads), at < second.size() - 4 ? "1 3 " : "1 2 3 ") << at;
    SegmentReader reader(path_, Depth::all);
    while (reader.next()) continue;
    ASSERT_EQ(reader.damages().size(), 1u);
    ASSERT_EQ(reader.damages()[0].offset, first.size());
    ASSERT_EQ(reader.damages()[0].size, second.size());
    ASSERT_EQ(reader.torn().size, 0u);
  }
}

TEST_F(JournalFrameTest, ATornEndIsNoDamage) {
  const std::string first = frame(1), second = frame(2);
  for (std::size_t size = 0; size < second.size(); ++size) {
    write_text(path_, first + second.substr(0, size));
    for (const Depth depth : {Depth::heads, Depth::all}) {
      SegmentReader reader(path_, depth);
      ASSERT_TRUE(reader.next());
      ASSERT_FALSE(reader.next()) << size;
      ASSERT_TRUE(reader.damages().empty());
      ASSERT_EQ(reader.torn().size, size);
    }
  }
}

// Garbage that contains magics, and is longer than what is read at once.
TEST_F(JournalFrameTest, FindsTheNextFrameAfterGarbage) {
  const std::string magic = frame(1).substr(0, 4);
  std::string garbage((1 << 20) - 2, 'x');
  garbage.replace(100, 4, magic);
  write_text(path_, frame(1) + garbage + frame(2) + magic + frame(3) + magic);
  EXPECT_EQ(numbers(Depth::all), "1 2 3 ");
}

TEST_F(JournalFrameTest, ADamagedFrameIsNotRead) {
  std::string bytes = frame(1);
  bytes.back() = 'x';
  write_text(path_, bytes);
  const std::string error = complaint([&] { read_frame(InputFile(path_), 0, bytes.size()); });
  EXPECT_TRUE(contains(error, path_ + ": the record at byte 0 is damaged")) << error;
  EXPECT_NE(complaint([&] { read_frame(InputFile(path_), 0, bytes.size() - 1); }), "");
  EXPECT_NE(complaint([&] { read_frame(InputFile(path_), 0, 7); }), "");
}

}  // namespace
}  // namespace friendly
