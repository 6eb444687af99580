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
  expect_contains(user_error([] { dataset_info("conveks"); }), "the nearest name is \"convex\"");
}

TEST(Catalogue, ChecksumsOfDownloadsAreWellFormed) {
  for (const auto& info : dataset_infos())
    for (const auto& download : downloads(info)) {
      if (download.sha256.empty()) continue;
      EXPECT_EQ(download.sha256.size(), 64u) << download.url;
      EXPECT_EQ(download.sha256.find_first_not_of("0123456789abcdef"), std::string::npos) << download.url;
    }
}

}  // namespace
}  // namespace friendly
