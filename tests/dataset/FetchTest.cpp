#include <sys/wait.h>

#include <cstdlib>

#include "TestSupport.hpp"
#include "core/Digest.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "dataset/Fetch.hpp"
#include "dataset/Inventory.hpp"

namespace friendly {
namespace {

const std::string kCsv = "description,points\na,90\na,80\nb,95\nc,90\n";

// Downloads from local files: curl treats file:// like any other address.
class Fetch : public FolderTest {
 protected:
  Fetch() {
    wine_.n_train = 2;
    wine_.n_valid = 1;
    wine_.shape = {4};
    std::filesystem::create_directories(folder_ / "origin");
  }
  std::string url(const std::string& name) const { return "file://" + (folder_ / "origin" / name).string(); }
  std::string data() const { return (folder_ / "data").string(); }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / "data/wine" / name); }

  DatasetInfo wine_ = dataset_info("wine");
  const std::string name_ = "winemag-data-130k-v2.csv";
};

TEST_F(Fetch, ChecksAndInstallsTheFile) {
  write("origin/" + name_, kCsv);
  expect_contains(fetch_dataset(wine_, {{url(name_), sha256(kCsv), {}}}, data()), "3 + 1 examples");
  EXPECT_EQ(state_of(wine_, {data()}).presence, Presence::complete);
  expect_contains(verify_dataset(wine_, {data()}), "checksum as expected");
  expect_contains(fetch_dataset(wine_, {{url(name_), "", {}}}, data()), "is already in");
}

TEST_F(Fetch, ResumesAnInterruptedDownload) {
  write("origin/" + name_, kCsv);
  write("data/wine/" + name_ + ".part", kCsv.substr(0, 20));
  fetch_dataset(wine_, {{url(name_), sha256(kCsv), {}}}, data());
  EXPECT_TRUE(exists(name_));
  EXPECT_FALSE(exists(name_ + ".part"));
}

TEST_F(Fetch, InstallsNothingIfTheChecksumIsWrong) {
  write("origin/" + name_, kCsv);
  const std::string message = user_error([&] {
    fetch_dataset(wine_, {{url(name_), sha256("other"), {}}}, data());
  });
  expect_contains(message, sha256(kCsv) + " instead of " + sha256("other"));
  EXPECT_FALSE(exists(name_));
  EXPECT_FALSE(exists(name_ + ".part"));
}

TEST_F(Fetch, ReportsAnAbsentOrigin) {
  expect_contains(user_error([&] {
                    fetch_dataset(wine_, {{url("none"), "", {}}}, data());
                  }),
                  "cannot download");
}

TEST_F(Fetch, NamesTheSetsThatCanBeMadeInstead) {
  const auto refusal = [&](const DatasetInfo& info) {
    return user_error([&] { fetch_dataset(info, {{url("none"), "", {}}}, data()); });
  };
  expect_contains(refusal(dataset_info("convex")), "`friendly data make convex`, or copy");
  EXPECT_EQ(refusal(wine_).find("data make"), std::string::npos);
}

TEST_F(Fetch, UnpacksArchivesAndRenamesTheirMembers) {
  write("origin/deep/reviews.csv", kCsv);
  const std::string origin = (folder_ / "origin").string();
  ASSERT_EQ(std::system(("tar -C " + origin + " -czf " + origin + "/a.tar.gz deep").c_str()), 0);
  fetch_dataset(wine_, {{url("a.tar.gz"), "", {{"deep/reviews.csv", name_}}}}, data());
  EXPECT_TRUE(exists(name_));
  EXPECT_FALSE(exists("a.tar.gz"));
  EXPECT_FALSE(exists("unpacking"));
}

TEST_F(Fetch, UnpacksZipArchives) {
  write("origin/deep/reviews.csv", kCsv);
  const std::string make = "cd " + (folder_ / "origin").string() +
                           " && /usr/bin/python3 -c \"import zipfile; "
                           "zipfile.ZipFile('a.zip', 'w').write('deep/reviews.csv')\"";
  ASSERT_EQ(std::system(make.c_str()), 0);
  fetch_dataset(wine_, {{url("a.zip"), "", {{"deep/reviews.csv", name_}}}}, data());
  EXPECT_TRUE(exists(name_));
}

TEST_F(Fetch, ReportsADamagedArchiveAndAMissingMember) {
  write("origin/a.tar.gz", "not an archive");
  expect_contains(user_error([&] {
                    fetch_dataset(wine_, {{url("a.tar.gz"), "", {{"x", "y"}}}}, data());
                  }),
                  "cannot unpack");
  write("origin/deep/reviews.csv", kCsv);
  const std::string origin = (folder_ / "origin").string();
  ASSERT_EQ(std::system(("tar -C " + origin + " -czf " + origin + "/b.tar.gz deep").c_str()), 0);
  expect_contains(user_error([&] {
                    fetch_dataset(wine_, {{url("b.tar.gz"), "", {{"deep/none.csv", name_}}}}, data());
                  }),
                  "it does not contain deep/none.csv");
}

TEST_F(Fetch, SaysWhatToDoByHandForSetsThatCannotBeDownloaded) {
  expect_contains(user_error([&] { fetch_dataset(dataset_info("wine"), data()); }), "kaggle.com");
  expect_contains(user_error([&] { fetch_dataset(dataset_info("winedr"), data()); }), "embed_wine.py");
}

TEST_F(Fetch, InterruptionEndsTheDownloadAndKeepsWhatHasArrived) {
  const std::string curl = write("bin/curl",
                                 "#!/bin/sh\nwhile [ $# -gt 2 ]; do shift; done\nprintf half > $1\n"
                                 "exec sleep 1000\n");
  std::filesystem::permissions(curl, std::filesystem::perms::owner_all);
  const std::string path = std::getenv("PATH"), part = data() + "/wine/" + name_ + ".part";
  ::setenv("PATH", ((folder_ / "bin").string() + ":" + path).c_str(), 1);
  {
    const InterruptionScope scope(
        [&] { return std::filesystem::exists(part) && std::filesystem::file_size(part) == 4; });
    EXPECT_THROW(fetch_dataset(wine_, {{url(name_), sha256(kCsv), {}}}, data()), Interrupted);
  }
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "no process is left";
  EXPECT_TRUE(std::filesystem::exists(part));
}

TEST_F(Fetch, InterruptedUnpackingLeavesTheArchiveAlone) {
  write("origin/deep/reviews.csv", kCsv);
  const std::string origin = (folder_ / "origin").string();
  ASSERT_EQ(std::system(("tar -C " + origin + " -czf " + origin + "/a.tar.gz deep").c_str()), 0);
  const InterruptionScope scope([&] { return exists("unpacking"); });
  EXPECT_THROW(fetch_dataset(wine_, {{url("a.tar.gz"), "", {{"deep/reviews.csv", name_}}}}, data()),
               Interrupted);
  EXPECT_FALSE(exists("unpacking"));
  EXPECT_TRUE(exists("a.tar.gz"));
}

}  // namespace
}  // namespace friendly
