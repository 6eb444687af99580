#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "core/Digest.hpp"

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

}  // namespace
}  // namespace friendly
