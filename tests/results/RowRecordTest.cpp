#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "results/RowRecord.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

TrialRow copy_of(const TrialRow& row) {
  return unpack_row(row.trial.key, pack_row(row));
}

// NaNs with their payload, too.
void expect_same_bits(const std::vector<EpochRecord>& ours, const std::vector<EpochRecord>& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_EQ(std::memcmp(&ours[i], &theirs[i], sizeof(EpochRecord)), 0) << "epoch " << i;
}

// An epoch of NFT as training reports it: losses have random digits, accuracies are shares of 10 000
// training, 2000 validation and 50 000 test examples.
EpochRecord epoch_of_nft(std::int64_t number, std::mt19937_64& random) {
  const auto any = [&](double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random);
  };
  const auto share = [&](int count) { return std::floor(any(0.8, 0.9) * count) / count; };
  const double decay = std::exp(-0.01 * static_cast<double>(number));
  EpochRecord epoch;
  epoch.epoch = number;
  epoch.train_loss = decay * any(0.9, 1.1);
  epoch.train_acc = share(10'000);
  epoch.val_loss = decay * any(0.9, 1.1);
  epoch.val_acc = share(2000);
  epoch.test_loss = decay * any(0.9, 1.1);
  epoch.test_acc = share(50'000);
  epoch.lr_clf = 1e-4;
  const double left = 1 - static_cast<double>(number) / 170;
  if (left > 0) {
    epoch.scale = left * left;
    epoch.simp_loss = decay * any(0.9, 1.1);
    epoch.simp_penalty = any(0.1, 1);
  }
  epoch.seconds = std::floor(any(10, 11) * 1024) / 1024;
  return epoch;
}

TEST(RowRecord, KeepsEveryValueToTheLastBit) {
  for (const TrialRow& row : awkward_results().rows) {
    const TrialRow copy = copy_of(row);
    EXPECT_EQ(text_of(copy), text_of(row));
    expect_same_bits(copy.epochs, row.epochs);
  }
}

TEST(RowRecord, KeepsEpochsOfAllKinds) {
  std::mt19937_64 random(1);
  TrialRow row = sample_row("aaaa", 1, 0);
  for (std::int64_t i = 0; i < 200; ++i) row.epochs.push_back(epoch_of_nft(i, random));
  row.epochs[7].epoch = std::numeric_limits<std::int64_t>::min();
  row.epochs[8].epoch = std::numeric_limits<std::int64_t>::max();
  row.epochs[9].scale = std::nan("42");
  expect_same_bits(copy_of(row).epochs, row.epochs);
}

// Columns that look like fractions but are not all: one value short of the next double, none, and negative.
TEST(RowRecord, KeepsNumbersBesideFractions) {
  for (const double odd : {std::nextafter(0.25, 1), kUnset, -0.0, -0.25, 1.25, 1e-300, HUGE_VAL}) {
    TrialRow row = sample_row("aaaa", 1, 3);
    row.epochs[0].val_acc = 0.1;
    row.epochs[1].val_acc = odd;
    row.epochs[2].val_acc = 1.0 / 3;
    expect_same_bits(copy_of(row).epochs, row.epochs);
  }
}

TEST(RowRecord, TwoHundredEpochsTakeLessThan12Kilobytes) {
  std::mt19937_64 random(1);
  TrialRow row = sample_row("0123456789abcdef", 1, 0);
  for (std::int64_t i = 0; i < 200; ++i) row.epochs.push_back(epoch_of_nft(i, random));
  EXPECT_LT(pack_row(row).size() + to_json(summary_of(row)).dump().size(), 11'000u);
}

TEST(RowRecord, CanBeReadWithoutEpochs) {
  const TrialRow row = sample_row("aaaa", 1, 20);
  const TrialRow copy = unpack_row("aaaa", pack_row(row), false);
  EXPECT_TRUE(copy.epochs.empty());
  EXPECT_EQ(to_json(copy.result), to_json(row.result));
  EXPECT_EQ(to_json(copy.trial.spec), to_json(row.trial.spec));
}

TEST(RowRecord, ASummaryHasTheMembersOfTheResult) {
  TrialRow row = sample_row("aaaa", 1, 0);
  row.result.status = status::kFailed;
  row.result.reason = "größe";
  row.result.attempts = 3;
  row.result.start = 0.1 + 0.2;
  row.result.memory = std::int64_t{1} << 40;
  const RowSummary copy = summary_from_json(nlohmann::json::parse(to_json(summary_of(row)).dump()));
  EXPECT_EQ(copy.key, "aaaa");
  EXPECT_EQ(copy.status, status::kFailed);
  EXPECT_EQ(copy.reason, "größe");
  EXPECT_EQ(copy.attempts, 3);
  EXPECT_EQ(copy.start, 0.1 + 0.2);
  EXPECT_EQ(copy.memory, std::int64_t{1} << 40);
}

TEST(RowRecord, AnythingElseIsAUserError) {
  const std::string packed = pack_row(sample_row("aaaa", 1, 20));
  EXPECT_NE(complaint([&] { unpack_row("aaaa", ""); }), "");
  EXPECT_NE(complaint([&] { unpack_row("aaaa", "shopping list"); }), "");
  EXPECT_NE(complaint([&] { unpack_row("aaaa", std::string_view(packed).substr(0, packed.size() / 2)); }),
            "");
}

}  // namespace
}  // namespace friendly
