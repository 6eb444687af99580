#include <gtest/gtest.h>

#include "core/Suggest.hpp"

namespace friendly {
namespace {

using Names = std::vector<std::string>;

const Names kOptions = {"help",  "method", "arch",    "epochs",  "batch_size",         "lr_clf",
                        "optim", "seed",   "scaling", "lr_simp", "checkpoint-interval"};

TEST(Suggest, FindsTheNearestByEditDistance) {
  EXPECT_EQ(near_names("lr_smip", {"lr_clf", "lr_simp", "beta_simp"}), Names{"lr_simp"});
  EXPECT_EQ(near_names("--arhc", {"--arch", "--help"}), Names{"--arch"})
      << "letters that change places are one edit";
  EXPECT_EQ(near_names("fashoin", {"convex", "fashion"}), Names{"fashion"});
  EXPECT_EQ(near_names("mnist_rotated", {"mnist", "mnist_rot", "mnist_back"}), Names{"mnist_rot"});
  EXPECT_EQ(near_names("axe", {"bxe", "aye"}), Names{"bxe"}) << "the first of two that are equally near";
}

TEST(Suggest, ABeginningIsNear) {
  EXPECT_EQ(near_names("opt", kOptions), Names{"optim"});
  EXPECT_EQ(near_names("check", kOptions), Names{"checkpoint-interval"});
  EXPECT_EQ(near_names("epochs_in_total", kOptions), Names{"epochs"});
  EXPECT_EQ(near_names("lr", kOptions), Names{}) << "two letters say too little";
}

TEST(Suggest, WhatIsNotNearIsNotSuggested) {
  for (const char* name : {"lr", "learning_rate", "wd", "model", "x", ""})
    EXPECT_EQ(near_names(name, kOptions), Names{}) << name;
  EXPECT_EQ(near_names("nosuch", {"convex", "fashion", "mnist"}), Names{});
  EXPECT_EQ(near_names("ct", {"ft", "nft"}), Names{}) << "one letter of two is half of the name";
}

TEST(Suggest, SpellingsOfAWordAreTheSame) {
  for (const char* name : {"--batch-size", "Batch_Size", "--BATCH-SIZE"})
    EXPECT_EQ(near_names(name, kOptions), Names{"batch_size"}) << name;
  EXPECT_EQ(near_names("--checkpoint_interval", {"--checkpoint-interval"}), Names{"--checkpoint-interval"});
}

TEST(Suggest, OtherWordsLeadToAllTheirNames) {
  const Aliases aliases = {{"lr", "lr_clf"}, {"lr", "lr_simp"}, {"model", "arch"}};
  EXPECT_EQ(near_names("--LR", kOptions, aliases), (Names{"lr_clf", "lr_simp"}));
  EXPECT_EQ(near_names("model", {"modes", "arch"}, aliases), Names{"arch"}) << "they come before near names";
}

TEST(Suggest, SaysWhyANameIsUnknown) {
  EXPECT_EQ(unknown_name("nfd", {"ct", "nft"}), "the nearest is nft");
  EXPECT_EQ(unknown_name("lr", kOptions, {{"lr", "lr_clf"}, {"lr", "lr_simp"}}),
            "the nearest are lr_clf and lr_simp");
  EXPECT_EQ(unknown_name("jpg", {"markdown", "latex", "csv"}), "it is none of markdown, latex and csv");
  EXPECT_EQ(unknown_name("zzz", kOptions), "nothing has a similar name");
}

TEST(Suggest, SaysWhatToWriteInstead) {
  EXPECT_EQ(correction("nfd", {"ct", "nft"}), "did you mean nft?");
  EXPECT_EQ(correction("jpg", {"markdown", "latex", "csv"}), "use one of these");
}

TEST(Suggest, AlternativesReadAsProse) {
  EXPECT_EQ(alternatives({"ct"}), "ct");
  EXPECT_EQ(alternatives({"ct", "ft", "nft"}), "ct, ft or nft");
  EXPECT_EQ(alternatives({"ct", "ft"}, "and"), "ct and ft");
}

}  // namespace
}  // namespace friendly
