#include "TestSupport.hpp"
#include "formats/Cifar.hpp"

namespace friendly {
namespace {

std::string record(char label, char first, char last) {
  std::string bytes(3073, '\0');
  bytes[0] = label;
  bytes[1] = first;
  bytes[3072] = last;
  return bytes;
}

TEST(Cifar, ParsesRecordsOfALabelAndThreePlanes) {
  const Examples examples = parse_cifar(record(3, 1, 2) + record(9, 4, '\xff'), "f");
  EXPECT_EQ(examples.inputs.sizes(), (std::vector<std::int64_t>{2, 3, 32, 32}));
  EXPECT_TRUE(examples.labels.equal(torch::tensor({3, 9}, torch::kInt64)));
  EXPECT_EQ(examples.inputs[0][0][0][0].item<int>(), 1);
  EXPECT_EQ(examples.inputs[0][2][31][31].item<int>(), 2);
  EXPECT_EQ(examples.inputs[1][2][31][31].item<int>(), 255);
}

TEST(Cifar, ReportsFaultsWithTheOffset) {
  expect_contains(user_error([] { parse_cifar("", "f"); }), "at offset 0");
  expect_contains(user_error([] { parse_cifar(record(1, 0, 0) + "x", "f"); }), "at offset 3074");
  expect_contains(user_error([] { parse_cifar(record(1, 0, 0) + record(10, 0, 0), "f"); }),
                  "the label 10 at offset 3073");
}

TEST(Permutation, IsParsedAndChecked) {
  EXPECT_TRUE(parse_permutation("2\n0 1\n", "f", 3).equal(torch::tensor({2, 0, 1}, torch::kInt64)));
  expect_contains(user_error([] { parse_permutation("2\n0\n", "f", 3); }), "with 2 indices");
  for (const char* wrong : {"0\n1\n1", "0\n1\n3", "0\n1\n-1", "0\n1\nx", "0\n1\n2.5"})
    expect_contains(user_error([&] { parse_permutation(wrong, "f", 3); }), "f, line 3");
}

}  // namespace
}  // namespace friendly
