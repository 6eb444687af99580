#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "core/Digest.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"

namespace friendly {
namespace {

// The example of FIPS 180-2, appendix B.1.
TEST(Digest, Sha256AgreesWithThePublishedExample) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// The check value of CRC-32 in catalogues of CRC algorithms.
TEST(Digest, Crc32AgreesWithThePublishedCheckValue) {
  EXPECT_EQ(crc32_of("123456789"), 0xCBF43926u);
  EXPECT_EQ(crc32_of("56789", crc32_of("", crc32_of("1234"))), 0xCBF43926u);
}

TEST(Digest, AMissingFileIsAUserError) {
  expect_contains(user_error([] { sha256_of_file("/nonexistent/file"); }),
                  "/nonexistent/file (No such file or directory)");
}

// What Python's hashlib and zlib say; long enough to be hashed in several blocks.
TEST(Digest, LongTextsAgreeWithPython) {
  std::string text(40 << 20, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i);
  EXPECT_EQ(sha256(text), "8f64ef62163af95084172a31b4d14ee74bfbb382ed7de176e563827dc77dc48c");
  EXPECT_EQ(crc32_of(text), 0x3d432a87u);
  for (const auto& digest :
       std::initializer_list<std::function<void()>>{[&] { sha256(text); }, [&] { crc32_of(text); }}) {
    const InterruptionScope scope(yes_from_time(2));
    EXPECT_THROW(digest(), Interrupted);
  }
}

class DigestOfFile : public FolderTest {};

TEST_F(DigestOfFile, CanBeInterrupted) {
  const std::string path = write("long", std::string(3 << 20, 'x'));
  const InterruptionScope scope(yes_from_time(2));
  EXPECT_THROW(sha256_of_file(path), Interrupted);
}

}  // namespace
}  // namespace friendly
