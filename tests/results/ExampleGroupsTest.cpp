#include <gtest/gtest.h>

#include "results/ExampleGroups.hpp"
#include "results/ResultFile.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

// What Python sees of them is in check_result_file.py.
using ExampleGroups = InFolder;

TEST_F(ExampleGroups, SurviveARoundTripOfTheResultFile) {
  write_result_file(result_file_, awkward_results());
  const ResultSet results = read_result_file(result_file_);
  EXPECT_EQ(nlohmann::json(results.rows[0].log), nlohmann::json(sample_points()));
  EXPECT_TRUE(results.rows[1].log.empty());
  EXPECT_EQ(nlohmann::json(results.rows[2].log), nlohmann::json(sample_images()));
}

TEST_F(ExampleGroups, AreReadWithEpochsOnly) {
  write_result_file(result_file_, awkward_results());
  for (const TrialRow& row : read_result_file(result_file_, ReadTables::trials).rows)
    EXPECT_TRUE(row.log.empty());
}

TEST_F(ExampleGroups, AreAbsentWhereNothingWasLogged) {
  write_result_file(result_file_, {sample_info(), {sample_row("aaaa", 1, 1)}});
  const H5::H5File file(result_file_, H5F_ACC_RDONLY);
  for (const char* group : {"/images", "/points", "/boundaries"})
    EXPECT_FALSE(file.nameExists(group)) << group;
}

// Version 0.1.0 wrote images without labels, and `read_examples` needs none.
TEST_F(ExampleGroups, OfAnEarlierVersionHaveNoLabels) {
  write_result_file(result_file_, awkward_results());
  H5::H5File(result_file_, H5F_ACC_RDWR).openDataSet("/images/cccc").removeAttr("labels");
  const ExampleLog log = read_result_file(result_file_).rows[2].log;
  EXPECT_EQ(log.given, sample_images().given);
  EXPECT_TRUE(log.labels.empty());
}

TEST_F(ExampleGroups, OfAnotherShapeAreAUserError) {
  write_result_file(result_file_, awkward_results());
  {
    H5::H5File file(result_file_, H5F_ACC_RDWR);
    file.unlink("/points/aaaa");
    const hsize_t extent[] = {2, 2, 2, 2};
    file.createDataSet("/points/aaaa", H5::PredType::IEEE_F32LE, H5::DataSpace(4, extent));
  }
  const std::string error = complaint([&] { read_result_file(result_file_); });
  EXPECT_TRUE(contains(error, result_file_ + ": /points/aaaa cannot be read")) << error;
}

}  // namespace
}  // namespace friendly
