#include <gtest/gtest.h>

#include "core/Suggest.hpp"

namespace friendly {
namespace {

TEST(Suggest, FindsTheNearestByEditDistance) {
  EXPECT_EQ(nearest("lr_smip", {"lr_clf", "lr_simp", "beta_simp"}), "lr_simp");
  EXPECT_EQ(nearest("epoch", {"arch", "epochs", "seed"}), "epochs");
  EXPECT_EQ(nearest("ax", {"bx", "ay"}), "bx") << "the first of two that are equally near";
}

TEST(Suggest, AlternativesReadAsProse) {
  EXPECT_EQ(alternatives({"ct"}), "ct");
  EXPECT_EQ(alternatives({"ct", "ft", "nft"}), "ct, ft or nft");
}

}  // namespace
}  // namespace friendly
