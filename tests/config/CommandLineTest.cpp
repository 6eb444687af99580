#include <gtest/gtest.h>

#include "config/CommandLine.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

CommandLine example() {
  CommandLine line("sweep", "FILE", "Sweeps.");
  line.positional("FILE", "the sweep file");
  line.option("output,o", "FILE", "result");
  line.option("bundle", "K", "size", "8");
  line.flag("verbose", "more");
  return line;
}

std::string refusal(const std::vector<std::string>& arguments) {
  CommandLine line = example();
  try {
    line.parse(arguments);
    line.get_count("bundle", 1);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST(CommandLine, ReadsOptionsFlagsAndPositionalArguments) {
  CommandLine line = example();
  ASSERT_TRUE(line.parse({"a.toml", "-o", "x.h5", "--verbose", "--bundle=3"}));
  EXPECT_EQ(line.get("FILE"), "a.toml");
  EXPECT_EQ(line.get("output"), "x.h5");
  EXPECT_EQ(line.get_count("bundle", 1), 3);
  EXPECT_TRUE(line.flag_is_set("verbose"));
}

TEST(CommandLine, OptionsThatAreNotGivenHaveTheirDefaultsOrAreAbsent) {
  CommandLine line = example();
  ASSERT_TRUE(line.parse({"a.toml"}));
  EXPECT_EQ(line.get_count("bundle", 1), 8);
  EXPECT_FALSE(line.has("output"));
  EXPECT_FALSE(line.flag_is_set("verbose"));
}

TEST(CommandLine, ARepeatableOptionKeepsAllItsValues) {
  CommandLine line = example();
  line.repeatable("set", "NAME=VALUE", "value");
  ASSERT_TRUE(line.parse({"--set", "a=1", "a.toml", "--set=b=2,3"}));
  EXPECT_EQ(line.get_all("set"), (std::vector<std::string>{"a=1", "b=2,3"}));
  CommandLine without = example();
  without.repeatable("set", "NAME=VALUE", "value");
  ASSERT_TRUE(without.parse({"a.toml"}));
  EXPECT_TRUE(without.get_all("set").empty());
}

TEST(CommandLine, SuggestsTheNearestOption) {
  EXPECT_NE(refusal({"a.toml", "--bundel", "3"}).find("the nearest is --bundle"), std::string::npos);
  EXPECT_NE(refusal({"a.toml", "--bund", "3"}).find("--bundle"), std::string::npos)
      << "abbreviations are refused";
}

TEST(CommandLine, SuggestsNothingThatIsNotNear) {
  EXPECT_EQ(refusal({"a.toml", "--lr", "3"}),
            "command line: there is no option --lr (it is none of --help, --output, --bundle and --verbose): "
            "see `friendly sweep --help`");
}

TEST(CommandLine, LeadsOtherWordsToTheirOptions) {
  CommandLine line = example();
  line.suggest({{"lr", "bundle"}});
  std::string error;
  try {
    line.parse({"a.toml", "--lr", "3"});
  } catch (const UserError& refused) {
    error = refused.what();
  }
  EXPECT_NE(error.find("(the nearest is --bundle)"), std::string::npos) << error;
}

TEST(CommandLine, RefusesWhatIsNotANumberInRange) {
  for (const char* text : {"0", "-1", "3x", "2.5", ""})
    EXPECT_NE(refusal({"a.toml", std::string("--bundle=") + text}), "") << text;
  EXPECT_EQ(refusal({"a.toml", "--bundle=1"}), "");
}

TEST(CommandLine, NamesAMissingArgumentAndRefusesExtraOnes) {
  EXPECT_NE(refusal({"-o", "x.h5"}).find("FILE is missing"), std::string::npos);
  EXPECT_NE(refusal({"a.toml", "b.toml"}), "");
}

}  // namespace
}  // namespace friendly
