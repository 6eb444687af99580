#include <zlib.h>

#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "formats/CompressedFile.hpp"

namespace friendly {
namespace {

class CompressedFile : public FolderTest {
 protected:
  std::string write_gzip(const std::string& name, const std::string& content) const {
    const std::string path = (folder_ / name).string();
    gzFile file = ::gzopen(path.c_str(), "wb");
    ::gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    ::gzclose(file);
    return path;
  }
};

std::string varied_text(std::size_t size) {
  std::string text(size, ' ');
  std::uint32_t state = 1;
  for (char& letter : text) letter = static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  return text;
}

TEST_F(CompressedFile, PlainAndGzippedFilesReadTheSame) {
  const std::string text = varied_text(3'000'000);
  EXPECT_EQ(read_uncompressed(write("plain", text)), text);
  EXPECT_EQ(read_uncompressed(write_gzip("packed.gz", text)), text);
}

TEST_F(CompressedFile, ReportsATruncatedGzipFileWithTheOffset) {
  const std::string path = write_gzip("packed.gz", varied_text(100'000));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const std::string message = user_error([&] { read_uncompressed(path); });
  expect_contains(message, path + " past offset ");
  expect_contains(message, "end early");
}

TEST_F(CompressedFile, DetectsChangedBytesInAGzipFile) {
  const std::string path = write_gzip("packed.gz", varied_text(100'000));
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(50'000);
  file.put('\x5a').put('\xa5').put('\x5a');
  file.close();
  expect_contains(user_error([&] { read_uncompressed(path); }), path);
}

TEST_F(CompressedFile, RefusesDirectoriesMissingFilesAndFilesBeyondTheLimit) {
  expect_contains(user_error([&] { read_uncompressed(folder_.string()); }), "it is a directory");
  expect_contains(user_error([&] { read_uncompressed((folder_ / "none").string()); }), "No such file");
  const std::string path = write("long", "12345");
  EXPECT_EQ(read_uncompressed(path, 5), "12345");
  expect_contains(user_error([&] { read_uncompressed(path, 4); }), path + " continues past offset 4");
}

TEST_F(CompressedFile, ReportsAFileWithoutReadPermission) {
  const std::string path = write("secret", "1");
  std::filesystem::permissions(path, std::filesystem::perms::none);
  // Root may read everything, so the test briefly becomes another user.
  const uid_t user = ::geteuid();
  if (user == 0) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  const std::string message = user_error([&] { read_uncompressed(path); });
  if (user == 0) {
    ASSERT_EQ(::seteuid(user), 0);
  }
  expect_contains(message, "Permission denied");
}

TEST_F(CompressedFile, ReadingCanBeInterrupted) {
  const std::string path = write("long", std::string(1 << 20, 'x'));
  std::size_t n_read = 0;
  const InterruptionScope scope(yes_from_time(3));
  EXPECT_THROW(for_each_block(path, [&](std::string_view block) { n_read += block.size(); }), Interrupted);
  EXPECT_EQ(n_read, std::size_t{2} << 17) << "two blocks";
}

}  // namespace
}  // namespace friendly
