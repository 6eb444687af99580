#include <gtest/gtest.h>

#include "core/Suggest.hpp"

namespace friendly {
namespace {

TEST(Suggest, NearestByEditDistance) {
  EXPECT_EQ(nearest("lr_smip", {"lr_clf", "lr_simp", "beta_simp"}), "lr_simp");
  EXPECT_EQ(nearest("epoch", {"arch", "epochs", "seed"}), "epochs");
}

TEST(Suggest, AlternativesReadAsASentence) {
  EXPECT_EQ(alternatives({"ct"}), "ct");
  EXPECT_EQ(alternatives({"ct", "ft", "nft"}), "ct, ft or nft");
}

}  // namespace
}  // namespace friendly
