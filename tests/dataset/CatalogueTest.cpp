#include <map>

#include "TestSupport.hpp"
#include "dataset/Catalogue.hpp"

namespace friendly {
namespace {

TEST(Catalogue, EverySetHasDownloadsOrStepsByHandOrNeedsNoFiles) {
  for (const auto& info : dataset_infos())
    EXPECT_TRUE(!downloads(info).empty() || !manual_steps(info).empty() || info.format == Format::none)
        << info.name;
}

TEST(Catalogue, SuggestsTheNearestForAnUnknownName) {
  expect_contains(user_error([] { dataset_info("conveks"); }), "the nearest is convex");
  expect_contains(user_error([] { dataset_info("nosuch"); }), "(nothing has a similar name)");
}

TEST(Catalogue, ChecksumsOfDownloadsAreWellFormed) {
  for (const auto& info : dataset_infos())
    for (const auto& download : downloads(info)) {
      if (download.sha256.empty()) continue;
      EXPECT_EQ(download.sha256.size(), 64u) << download.url;
      EXPECT_EQ(download.sha256.find_first_not_of("0123456789abcdef"), std::string::npos) << download.url;
    }
}

TEST(Catalogue, NoTwoSetsShareADownload) {
  std::map<std::string, std::string>
      folder_of;  // by address; cifar10-n10 is another reading of cifar10's files
  for (const DatasetInfo& info : dataset_infos())
    for (const Download& download : downloads(info))
      EXPECT_EQ(folder_of.try_emplace(download.url, info.folder).first->second, info.folder) << download.url;
  EXPECT_GT(folder_of.size(), 15u);
}

}  // namespace
}  // namespace friendly
