#include <fmt/format.h>

#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "formats/CompressedFile.hpp"
#include "formats/Embeddings.hpp"

namespace friendly {
namespace {

class Embeddings : public FolderTest {
 protected:
  // Runs Python with NumPy and h5py in the test's folder.
  void python(const std::string& code) const {
    const std::string command =
        fmt::format("cd {} && /usr/bin/python3 -c \"import numpy as np, h5py; {}\"", folder_.string(), code);
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  std::string content(const std::string& name) const { return read_uncompressed((folder_ / name).string()); }
};

TEST_F(Embeddings, ParsesArraysWrittenByNumPy) {
  python(
      "a = np.arange(6).reshape(2, 3) / 4\n"
      "for t in 'f4 f8'.split(): np.save(t, a.astype(t))\n"
      "for t in 'i8 i4 i2 i1 u1 b1'.split(): np.save(t, np.array([1, 0, 1]).astype(t))\n"
      "np.save('old', a.T)\nnp.save('big', a.astype('>f4'))\nnp.save('text', np.array(['a']))");
  const torch::Tensor expected = torch::arange(6).view({2, 3}).to(torch::kFloat32) / 4;
  EXPECT_TRUE(parse_npy(content("f4.npy"), "f").equal(expected));
  EXPECT_TRUE(parse_npy(content("f8.npy"), "f").equal(expected));
  for (const char* type : {"i8", "i4", "i2", "i1", "u1", "b1"})
    EXPECT_TRUE(
        parse_npy(content(type + std::string(".npy")), "f").equal(torch::tensor({1, 0, 1}, torch::kInt64)));
  expect_contains(user_error([&] { parse_npy(content("old.npy"), "f"); }), "column by column");
  expect_contains(user_error([&] { parse_npy(content("big.npy"), "f"); }), "the type is '>f4'");
  expect_contains(user_error([&] { parse_npy(content("text.npy"), "f"); }), "the type is '<U1'");
}

TEST_F(Embeddings, RefusesArraysOfAnyWrongLength) {
  python("np.save('a', np.ones((2, 3), 'f4'))");
  const std::string whole = content("a.npy");
  for (std::size_t length = 0; length < whole.size(); ++length)
    expect_contains(user_error([&] { parse_npy(whole.substr(0, length), "f"); }),
                    "cannot read the array in f");
  expect_contains(user_error([&] { parse_npy(whole + "x", "f"); }),
                  fmt::format("at offset {} (there are data after", whole.size()));
}

TEST_F(Embeddings, ReadsHdf5FilesOfAnyNumberFormat) {
  python(
      "f = h5py.File('e.h5', 'w'); f['embeddings'] = np.arange(6.).reshape(2, 3); "
      "f['labels'] = np.array([1, 0], 'i2')");
  const Examples examples = read_hdf5_embeddings((folder_ / "e.h5").string());
  EXPECT_TRUE(examples.inputs.equal(torch::arange(6).view({2, 3}).to(torch::kFloat32)));
  EXPECT_TRUE(examples.labels.equal(torch::tensor({1, 0}, torch::kInt64)));
  python("h5py.File('e.h5', 'a').__delitem__('labels')");
  expect_contains(user_error([&] { read_hdf5_embeddings((folder_ / "e.h5").string()); }), "e.h5");
}

TEST_F(Embeddings, RefusesHdf5FilesThatClaimTooMuchOrHaveTheWrongTypeOrLayout) {
  const std::string labels = "f = h5py.File('e.h5', 'w'); f['labels'] = np.array([1, 0]); ";
  for (const std::string fault :
       {"f.create_dataset('embeddings', (2**40, 2**10), 'f4', chunks=(1, 16))",
        "f.create_dataset('embeddings', (2**40, 2**40), 'f4')",
        "f['embeddings'] = np.arange(6).reshape(2, 3)",
        "p = h5py.h5p.create(h5py.h5p.DATASET_CREATE); p.set_layout(h5py.h5d.COMPACT); "
        "h5py.h5d.create(f.id, b'embeddings', h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((2, 3)), p)",
        "f.create_dataset('embeddings', (2, 3), 'f4', external=[('other', 0, 24)])"}) {
    SCOPED_TRACE(fault);
    python(labels + fault);
    expect_contains(user_error([&] { read_hdf5_embeddings((folder_ / "e.h5").string()); }), "e.h5");
  }
}

TEST_F(Embeddings, ReadsCompressedHdf5Files) {
  python(
      "f = h5py.File('e.h5', 'w'); f.create_dataset('embeddings', data=np.ones((1000, 100)), "
      "compression='gzip'); f['labels'] = np.zeros(1000, 'u1')");
  EXPECT_TRUE(read_hdf5_embeddings((folder_ / "e.h5").string()).inputs.equal(torch::ones({1000, 100})));
}

TEST_F(Embeddings, ReadsLargeHdf5FilesPieceByPiece) {
  for (const std::string layout : {"", ", chunks=(1000, 17), compression='gzip'"}) {
    python(
        "f = h5py.File('e.h5', 'w'); f.create_dataset('embeddings', data=np.arange(5e6, "
        "dtype='f4').reshape(50000, 100)" +
        layout + "); f['labels'] = np.zeros(50000, 'u1')");
    const std::string path = (folder_ / "e.h5").string();
    EXPECT_TRUE(read_hdf5_embeddings(path).inputs.equal(
        torch::arange(5'000'000, torch::kFloat32).view({50'000, 100})));
    const InterruptionScope scope(yes_from_time(2));
    EXPECT_THROW(read_hdf5_embeddings(path), Interrupted);
  }
}

TEST_F(Embeddings, ChecksNumbersAndLabels) {
  const Examples valid{torch::ones({2, 3}), torch::tensor({1, 0}, torch::kInt64)};
  check_embeddings(valid, 3, 2, "f");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  expect_contains(user_error([&] { check_embeddings(valid, 4, 2, "f"); }), "rows of 4 real numbers");
  expect_contains(user_error([&] {
                    check_embeddings({torch::tensor({{1.f}, {nan}}), valid.labels}, 1, 2, "f");
                  }),
                  "f is invalid in row 1");
  expect_contains(user_error([&] {
                    check_embeddings({valid.inputs, valid.labels + 1}, 3, 2, "f");
                  }),
                  "f is invalid in row 0");
  expect_contains(user_error([&] {
                    check_embeddings({valid.inputs, torch::zeros(3, torch::kInt64)}, 3, 2, "f");
                  }),
                  "3 labels for 2 rows");
}

}  // namespace
}  // namespace friendly
