#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "tables/Published.hpp"

namespace friendly {
namespace {

TEST(Published, TablesHaveEveryCellOfThePaper) {
  const auto first = published_table(1);
  EXPECT_EQ(first.size(), 4u * 4 * 5);
  EXPECT_EQ(first.front().arch, "ff");
  EXPECT_EQ(first.front().method, "ct");
  EXPECT_EQ(first.front().dataset, "mnist_back_image");
  EXPECT_EQ(first.front().error, 28.34);
  EXPECT_EQ(first.front().deviation, 0.09);
  EXPECT_EQ(first.back().error, 2.78);
  const auto second = published_table(2);
  EXPECT_EQ(second.size(), 4u * 3);
  EXPECT_EQ(second.back().dataset, "cifar10-n10");
  EXPECT_EQ(second.back().deviation, 0.19);
}

TEST(Published, CellsAreUnique) {
  for (const int number : {1, 2}) {
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    for (const PublishedCell& cell : published_table(number))
      EXPECT_TRUE(seen.insert({cell.arch, cell.method, cell.dataset}).second)
          << cell.arch << " " << cell.method << " " << cell.dataset;
  }
}

}  // namespace
}  // namespace friendly
