#include <H5Cpp.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "results/ResultFile.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

using ResultFileTest = InFolder;

TEST_F(ResultFileTest, KeepsEveryValue) {
  const ResultSet results = awkward_results();
  write_result_file(result_file_, results);
  const ResultSet copy = read_result_file(result_file_);
  EXPECT_EQ(texts_of(copy.rows), texts_of(results.rows));
  EXPECT_EQ(to_json(copy.info), to_json(results.info));
  EXPECT_TRUE(std::signbit(copy.rows[0].epochs[1].simp_loss));
}

TEST_F(ResultFileTest, HoldsNoRows) {
  write_result_file(result_file_, {});
  const ResultSet copy = read_result_file(result_file_);
  EXPECT_TRUE(copy.rows.empty());
  EXPECT_EQ(to_json(copy.info), to_json(SweepInfo{}));
}

// Beyond 64 KiB HDF5 refuses an attribute of fixed length.
TEST_F(ResultFileTest, HoldsALongSweepFile) {
  ResultSet results;
  results.info.sweep_text = std::string(200'000, '#');
  write_result_file(result_file_, results);
  EXPECT_EQ(read_result_file(result_file_).info.sweep_text, results.info.sweep_text);
}

TEST_F(ResultFileTest, ReadsFilesWithoutTheOriginsOfTheirData) {
  write_result_file(result_file_, awkward_results());
  H5::H5File(result_file_, H5F_ACC_RDWR).removeAttr("dataset_origins");
  const SweepInfo info = read_result_file(result_file_).info;
  EXPECT_TRUE(info.dataset_origins.empty());
  EXPECT_EQ(info.dataset_checksums, sample_info().dataset_checksums);
}

// Many blocks of rows, chunked and compressed.
TEST_F(ResultFileTest, HoldsManyRowsAndCompressesThem) {
  ResultSet results{sample_info(), {}};
  for (int i = 0; i < 3000; ++i) results.rows.push_back(sample_row("key" + std::to_string(i), i, 5));
  write_result_file(result_file_, results);
  EXPECT_EQ(texts_of(read_result_file(result_file_).rows), texts_of(results.rows));
  EXPECT_LT(std::filesystem::file_size(result_file_), 3000 * 5 * 15 * sizeof(double) / 2);
}

TEST_F(ResultFileTest, EqualResultsMakeEqualBytes) {
  write_result_file(result_file_, awkward_results());
  const std::string first = read_file(result_file_);
  write_result_file(result_file_, awkward_results());
  EXPECT_EQ(read_file(result_file_), first);
}

TEST_F(ResultFileTest, NamesTheMissingColumn) {
  write_result_file(result_file_, awkward_results());
  {
    H5::H5File file(result_file_, H5F_ACC_RDWR);
    file.unlink("/trials");
    H5::CompType type(sizeof(std::int64_t));
    type.insertMember("run", 0, H5::PredType::NATIVE_INT64);
    const hsize_t rows = 3;
    file.createDataSet("/trials", type, H5::DataSpace(1, &rows));
  }
  const std::string error = complaint([&] { read_result_file(result_file_); });
  EXPECT_TRUE(contains(error, result_file_ + ": table /trials has no column \"key\"")) << error;
}

TEST_F(ResultFileTest, AnyOtherFileIsAUserError) {
  EXPECT_TRUE(contains(complaint([&] { read_result_file(result_file_); }), result_file_));
  EXPECT_TRUE(contains(complaint([&] { read_result_file(folder_.string()); }), folder_.string()));
  write_result_file(result_file_, awkward_results());
  const std::string whole = read_file(result_file_);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
    write_text(result_file_, whole.substr(0, size));
    EXPECT_TRUE(contains(complaint([&] { read_result_file(result_file_); }), result_file_)) << size;
  }
  { H5::H5File(result_file_, H5F_ACC_TRUNC); }
  EXPECT_TRUE(contains(complaint([&] { read_result_file(result_file_); }), "no attribute"));
}

TEST_F(ResultFileTest, AMissingFolderIsAUserError) {
  const std::string path = (folder_ / "none" / "sweep.h5").string();
  EXPECT_TRUE(contains(complaint([&] { write_result_file(path, {}); }), "No such file or directory"));
}

// The script knows the values of awkward_results() and the layout that docs/architecture.md and README.md
// promise.
TEST_F(ResultFileTest, PythonReadsIt) {
  write_result_file(result_file_, awkward_results());
  const std::string empty = (folder_ / "empty.h5").string();
  write_result_file(empty, {});
  const std::string command =
      std::string(FRIENDLY_PYTHON " " CHECK_RESULT_FILE " ") + result_file_ + " " + empty;
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace friendly
