#include <gtest/gtest.h>

#include "core/Digest.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

// The example of FIPS 180-2, appendix B.1.
TEST(Digest, Sha256OfAbc) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// The check value that catalogues of CRCs list for CRC-32.
TEST(Digest, Crc32OfTheCheckString) {
  EXPECT_EQ(crc32_of("123456789"), 0xCBF43926u);
}

TEST(Digest, MissingFileIsAUserError) {
  try {
    sha256_of_file("/nonexistent/file");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("/nonexistent/file (No such file or directory)"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace friendly
