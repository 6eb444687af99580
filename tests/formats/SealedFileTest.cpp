#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "formats/SealedFile.hpp"

namespace friendly {
namespace {

class SealedFileTest : public FolderTest {
 protected:
  const std::string path_ = (folder_ / "set.h5").string();
};

UnsplitDataset dense_dataset() {
  return {{torch::rand({5, 1, 3, 2}), torch::arange(5, torch::kInt64)},
          {torch::rand({2, 1, 3, 2}), torch::arange(2, torch::kInt64)},
          "sum",
          "files of nobody"};
}

TEST_F(SealedFileTest, DenseExamplesSurviveARoundTrip) {
  const UnsplitDataset dataset = dense_dataset();
  write_sealed_file(path_, dataset, "a stamp");
  const SealedFile file = map_sealed_file(path_);
  EXPECT_TRUE(file.dataset.known.inputs.equal(dataset.known.inputs));
  EXPECT_TRUE(file.dataset.known.labels.equal(dataset.known.labels));
  EXPECT_TRUE(file.dataset.test.inputs.equal(dataset.test.inputs));
  EXPECT_EQ(file.dataset.checksum, "sum");
  EXPECT_EQ(file.dataset.origin, "files of nobody");
  EXPECT_EQ(file.stamp, "a stamp");
}

TEST_F(SealedFileTest, SparseExamplesStaySparse) {
  const torch::Tensor matrix =
      torch::tensor({{0.f, 2.f, 0.f, 0.f}, {0.f, 0.f, 0.f, 0.f}, {1.f, 0.f, 0.f, 3.f}});
  const Examples examples{matrix.to_sparse_csr(), torch::tensor({0, 1, 0}, torch::kInt64)};
  write_sealed_file(path_, {examples, examples, "", ""}, "");
  const Examples back = map_sealed_file(path_).dataset.test;
  EXPECT_EQ(back.inputs.layout(), torch::kSparseCsr);
  EXPECT_TRUE(back.inputs.to_dense().equal(matrix));
}

TEST_F(SealedFileTest, RefusesTruncatedAndForeignFiles) {
  write_sealed_file(path_, dense_dataset(), "");
  for (auto size = std::filesystem::file_size(path_); size > 0; size -= std::min<std::uintmax_t>(size, 511)) {
    std::filesystem::resize_file(path_, size - 1);
    expect_contains(user_error([&] { map_sealed_file(path_); }), path_);
  }
  expect_contains(user_error([&] { map_sealed_file(write("text", "not HDF5")); }), "text");
}

TEST_F(SealedFileTest, CanBeReadFromPython) {
  write_sealed_file(path_, dense_dataset(), "a stamp");
  const std::string script = fmt::format(
      "/usr/bin/python3 -c \"import h5py; f = h5py.File('{}'); "
      "assert f['known/inputs'].shape == (5, 1, 3, 2); assert list(f['known/labels']) == [0, 1, 2, 3, 4]; "
      "assert f.attrs['origin'] == b'files of nobody'\"",
      path_);
  EXPECT_EQ(std::system(script.c_str()), 0);
}

// Anywhere: in HDF5's structures, in a number, in the checksum itself.
TEST_F(SealedFileTest, DetectsASingleFlippedBit) {
  write_sealed_file(path_, dense_dataset(), "");
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path_));
  for (std::streamoff offset :
       {std::streamoff{0}, std::streamoff{55}, std::streamoff{4096}, size / 2, size - 1}) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const char before = static_cast<char>(file.get());
    const auto put = [&](char byte) { file.seekp(offset).put(byte).flush(); };
    put(static_cast<char>(before ^ 4));
    expect_contains(user_error([&] { map_sealed_file(path_); }), "its checksum does not match");
    put(before);
    map_sealed_file(path_);
  }
}

TEST_F(SealedFileTest, RefusesDamagedArraysUnderAValidChecksum) {
  const torch::Tensor matrix = torch::tensor({{0.f, 2.f}, {1.f, 0.f}});
  const Examples sparse{matrix.to_sparse_csr(), torch::arange(2, torch::kInt64)};
  const std::vector<std::string> faults = {
      "del f['test/labels']; f['test/labels'] = np.arange(3)",
      "del f['test/labels']; f['test/labels'] = np.arange(2.)",
      "del f['test/labels']; f['test/labels'] = np.arange(2, dtype='>i8')",
      "del f['test/labels']; f.create_dataset('test/labels', data=np.arange(2), chunks=(1,))",
      "del f['test/labels']; f['test'].create_dataset('labels', (2**58,), 'i8')",
      "f['test/starts'][1] = 3",
      "f['test/starts'][1] = -1",
      "f['test/columns'][0] = 2",
      "f['test/columns'][0] = -1",
      "f.attrs['width'] = np.bytes_('wide')",
      "f.attrs['width'] = np.bytes_('99999999999999999999')",
      "f.attrs['stamp'] = 5",
      "f.attrs['stamp'] = 'of variable length'"};
  for (const std::string& fault : faults) {
    write_sealed_file(path_, {sparse, sparse, "", ""}, "");
    const std::string command = fmt::format(
        "/usr/bin/python3 -c \"import h5py, numpy as np, zlib; f = h5py.File('{0}', 'a'); {1}; f.close(); "
        "b = open('{0}', 'r+b'); old = b.read(); b.seek(53); b.write(b'%08x' % zlib.crc32(old[4096:]))\"",
        path_, fault);
    ASSERT_EQ(std::system(command.c_str()), 0);
    SCOPED_TRACE(fault);
    const std::string refusal = user_error([&] { map_sealed_file(path_); });
    expect_contains(refusal, path_);
    EXPECT_EQ(refusal.find("checksum"), std::string::npos) << refusal;
  }
}

TEST_F(SealedFileTest, ReportsAFullDiskAndLeavesNoFile) {
  rlimit all{};
  ::getrlimit(RLIMIT_FSIZE, &all);
  const rlimit little{5000, all.rlim_max};
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &little);
  EXPECT_THROW(write_sealed_file(path_, dense_dataset(), ""), UserError);
  ::setrlimit(RLIMIT_FSIZE, &all);
  std::signal(SIGXFSZ, before);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(SealedFileTest, ALargeOneSurvivesARoundTripAndCanBeInterrupted) {
  UnsplitDataset dataset = dense_dataset();
  dataset.known.inputs = torch::arange(5'000'000, torch::kFloat32).view({5, 1, 1000, 1000});
  write_sealed_file(path_, dataset, "");
  EXPECT_TRUE(map_sealed_file(path_).dataset.known.inputs.equal(dataset.known.inputs));
  const std::string another = (folder_ / "another.h5").string();
  for (const int time : {1, 2, 3}) {
    const InterruptionScope scope(yes_from_time(time));
    EXPECT_THROW(write_sealed_file(another, dataset, ""), Interrupted);
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "nothing is left of it";
  const InterruptionScope scope(yes_from_time(2));
  EXPECT_THROW(map_sealed_file(path_), Interrupted);
}

// Another process may replace the file at any time, here while its checksum is computed.
TEST_F(SealedFileTest, ReadsTheFileWhoseSealItHasChecked) {
  UnsplitDataset dataset = dense_dataset();
  write_sealed_file(path_, dataset, "checked");
  const std::string other = write("other", "neither sealed nor HDF5");
  const InterruptionScope scope([&] {
    std::filesystem::rename(other, path_);
    return false;
  });
  const SealedFile file = map_sealed_file(path_);
  EXPECT_EQ(file.stamp, "checked");
  EXPECT_TRUE(file.dataset.known.inputs.equal(dataset.known.inputs));
}

}  // namespace
}  // namespace friendly
