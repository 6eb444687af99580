#include <H5Cpp.h>
#include <gtest/gtest.h>

#include <cmath>
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

TEST_F(ResultFileTest, AttributesThatAnEarlierVersionDidNotWriteAreEmpty) {
  write_result_file(result_file_, awkward_results());
  for (const char* name : {"dataset_origins", "mpi"}) H5::H5File(result_file_, H5F_ACC_RDWR).removeAttr(name);
  const SweepInfo info = read_result_file(result_file_).info;
  EXPECT_TRUE(info.dataset_origins.empty());
  EXPECT_EQ(info.mpi, "");
  EXPECT_EQ(info.dataset_checksums, sample_info().dataset_checksums);
}

// As h5py shows it: a sweep of ct, eef, nft and ft on two_moons, two runs each, three epochs.
TEST_F(ResultFileTest, ReadsAFileOfVersion010) {
  const ResultSet results = read_result_file(VERSION_0_1_0);
  EXPECT_EQ(results.info.program_version, "0.1.0");
  EXPECT_EQ(results.info.points, 8);
  EXPECT_EQ(results.info.dataset_origins.at("two_moons"), "generated as it is loaded");
  ASSERT_EQ(results.rows.size(), 8u);
  std::string methods;
  for (const TrialRow& row : results.rows) {
    methods += row.trial.spec.method + " ";
    EXPECT_EQ(row.trial.spec.dataset, "two_moons");
    EXPECT_EQ(row.result.status, status::kDone);
    EXPECT_EQ(row.epochs.size(), 3u);
    EXPECT_EQ(row.trial.key, trial_key(row.trial.spec)) << "a key that this version would give it, too";
  }
  EXPECT_EQ(methods, "ct ct eef eef nft nft ft ft ");
  const TrialRow& nft = results.rows[4];
  EXPECT_EQ(nft.trial.key, "f50df01a1ca5814c");
  EXPECT_EQ(nft.trial.spec.hidden, (IntList{8, 2}));
  EXPECT_TRUE(nft.trial.spec.carry_gradient);
  EXPECT_TRUE(std::isnan(nft.trial.spec.acc_thres));
  EXPECT_EQ(nft.result.best_epoch, 1);
  EXPECT_EQ(nft.result.best_test_acc, 0.525);
  EXPECT_EQ(nft.result.n_parameters_simp, 42);
  EXPECT_EQ(nft.epochs[0].simp_penalty, 11.229129409790039);
  EXPECT_EQ(nft.epochs[2].val_loss, 0.7069451555609703);
  EXPECT_TRUE(std::isnan(nft.epochs[1].simp_loss));
  EXPECT_EQ(results.rows[6].epochs[1].ft_iterations, 0);
}

// A file that lacks all columns but these: what it does not say has its default, which depends on the method.
TEST_F(ResultFileTest, ColumnsThatAnEarlierVersionDidNotWriteHaveDefaults) {
  {
    write_result_file(result_file_, {sample_info(), {}});
    H5::H5File file(result_file_, H5F_ACC_RDWR);
    file.unlink("/trials");
    const char row[] = "aaaaft";
    H5::StrType key(H5::PredType::C_S1, 4), method(H5::PredType::C_S1, 2);
    for (H5::StrType* text : {&key, &method}) text->setCset(H5T_CSET_UTF8);
    H5::CompType type(std::size_t{6});
    type.insertMember("key", 0, key);
    type.insertMember("method", 4, method);
    const hsize_t rows = 1;
    file.createDataSet("/trials", type, H5::DataSpace(1, &rows)).write(row, type);
  }
  const TrialRow row = read_result_file(result_file_).rows.at(0);
  EXPECT_EQ(row.trial.key, "aaaa");
  EXPECT_EQ(to_json(row.trial.spec), to_json(default_spec("ft", "ff")));
  EXPECT_EQ(to_json(row.result), to_json(TrialResult{}));
}

TEST_F(ResultFileTest, CanBeReadWithoutEpochs) {
  write_result_file(result_file_, awkward_results());
  ResultSet expected = awkward_results();
  for (TrialRow& row : expected.rows) {
    row.epochs.clear();
    row.log = {};
  }
  EXPECT_EQ(texts_of(read_result_file(result_file_, ReadTables::trials).rows), texts_of(expected.rows));
}

// The rows are asked for twice, in order; whoever writes may still call it off.
TEST_F(ResultFileTest, TakesRowsOneAtATime) {
  const ResultSet results = awkward_results();
  std::string asked;
  const RowSource source{3, [&](std::size_t index, bool with_epochs) {
                           asked += std::to_string(index) + (with_epochs ? "e " : " ");
                           return results.rows[index];
                         }};
  const auto refuse = [] { throw UserError("called off", "test", "none"); };
  EXPECT_TRUE(contains(complaint([&] { write_result_file(result_file_, results.info, source, refuse); }),
                       "called off"));
  EXPECT_EQ(files(), 0u);
  EXPECT_EQ(asked, "0 1 2 0e 1e 2e ");
  write_result_file(result_file_, results.info, source);
  EXPECT_EQ(texts_of(read_result_file(result_file_).rows), texts_of(results.rows));
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
