#include "Support.hpp"
#include "train/ResidentData.hpp"

namespace friendly {
namespace {

const torch::TensorOptions kFloats = torch::kFloat32, kDoubles = torch::kFloat64;

TEST(ResidentData, KeepsItsCopyUntilOtherDataOrAnotherTypeIsWanted) {
  const auto data = std::make_shared<const Dataset>(testing::small_images()),
             others = std::make_shared<const Dataset>(testing::two_moons());
  ResidentData resident;
  const auto copy = resident.get(data, kDoubles);
  EXPECT_EQ(copy->train.inputs.scalar_type(), torch::kFloat64);
  EXPECT_TRUE(copy->train.inputs.equal(data->train.inputs.to(torch::kFloat64)));
  EXPECT_EQ(resident.get(data, kDoubles), copy);
  EXPECT_EQ(resident.get(others, kDoubles)->name, others->name);
  EXPECT_NE(resident.get(data, kDoubles), copy);
  EXPECT_EQ(resident.get(data, kFloats)->train.inputs.scalar_type(), torch::kFloat32);
}

TEST(ResidentData, IsTheDataThemselvesWhereNothingHasToChange) {
  const auto data = std::make_shared<const Dataset>(testing::small_images());
  EXPECT_EQ(ResidentData().get(data, kFloats)->train.inputs.data_ptr(), data->train.inputs.data_ptr());
}

}  // namespace
}  // namespace friendly
