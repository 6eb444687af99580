#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <map>
#include <sstream>

#include "config/TrialOptions.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

TrialSpec parsed(const std::vector<std::string>& arguments) {
  CommandLine line("train", "", "");
  add_trial_options(line);
  line.parse(arguments);
  return trial_from_options(line, {"fashion", "convex"});
}

TEST(TrialOptions, ReadsValuesOfEveryType) {
  const auto spec = parsed({"--method", "nft", "--simplifier", "ff", "--hidden", "16,784", "--lr_clf=1e-3",
                            "--acc_thres", "0.9", "--target_conditioning", "yes", "--epochs", "5"});
  EXPECT_EQ(spec.hidden, (IntList{16, 784}));
  EXPECT_EQ(spec.lr_clf, 1e-3);
  EXPECT_EQ(spec.acc_thres, 0.9);
  EXPECT_TRUE(spec.target_conditioning);
  EXPECT_EQ(spec.epochs, 5);
  EXPECT_TRUE(std::isnan(parsed({"--acc_thres", "none"}).acc_thres));
}

TEST(TrialOptions, DefaultsFollowTheArchitecture) {
  EXPECT_EQ(parsed({"--arch", "resnet"}).batch_size, 128);
  EXPECT_EQ(parsed({"--arch", "resnet", "--batch_size", "7"}).batch_size, 7);
}

TEST(TrialOptions, WritesWhatItReads) {
  for (const char* typed : {"--method ct --dataset fashion --arch resnet",
                            "--method nft --dataset convex --arch ff --run 3 --lr_clf 0.001 --simplifier ff "
                            "--hidden 16,784 --target_conditioning true --acc_thres 0.5",
                            "--method ft --dataset fashion --arch cnn --carry_gradient false"}) {
    std::istringstream words(typed);
    EXPECT_EQ(options_text(parsed({std::istream_iterator<std::string>(words), {}})), typed);
  }
}

TEST(TrialOptions, WordsAreOfferedForCompletionButNoNumbers) {
  CommandLine line("train", "", "");
  add_trial_options(line);
  std::map<std::string, std::vector<std::string>> offers;
  for (const Argument& option : line.options()) offers[option.name] = option.offers;
  EXPECT_EQ(offers.at("method"), (std::vector<std::string>{"ct", "eef", "ft", "nft"}));
  EXPECT_EQ(offers.at("dropout"), (std::vector<std::string>{"true", "false"}));
  EXPECT_EQ(offers.at("acc_thres"), (std::vector<std::string>{"none"}));
  EXPECT_TRUE(offers.at("epochs").empty());
}

TEST(TrialOptions, NamesOptionsThatChangeNothing) {
  CommandLine line("train", "", "");
  add_trial_options(line);
  line.parse({"--method", "ct", "--beta_simp", "3", "--lr_clf", "0.1"});
  const auto notices = idle_options(line, trial_from_options(line, {"fashion"}));
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].find("command line: --beta_simp changes nothing ("), 0u) << notices[0];
}

TEST(TrialOptions, OtherWordsAreLedToOurs) {
  std::string error;
  try {
    parsed({"--lr", "0.1"});
  } catch (const UserError& refused) {
    error = refused.what();
  }
  EXPECT_NE(error.find("(the nearest are --lr_clf and --lr_simp)"), std::string::npos) << error;
}

TEST(TrialOptions, MistakesAreUserErrors) {
  EXPECT_THROW(parsed({"--epochs", "many"}), UserError);
  EXPECT_THROW(parsed({"--hidden", "16,x"}), UserError);
  EXPECT_THROW(parsed({"--ratio_simp", "2"}), UserError);
  EXPECT_THROW(parsed({"--dataset", "fasion"}), UserError);
  EXPECT_THROW(parsed({"--target_conditioning", "maybe"}), UserError);
}

}  // namespace
}  // namespace friendly
