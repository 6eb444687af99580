#include "TestSupport.hpp"
#include "dataset/Catalogue.hpp"
#include "dataset/GeneratedFile.hpp"
#include "train/BundleCheck.hpp"

namespace friendly {
namespace {

// `ff2` on two_moons with 40 examples, of which 24 are for training.
TrialSpec small_spec() {
  TrialSpec spec = default_spec("ct", "ff2");
  spec.dataset = "two_moons";
  spec.n_examples = 40;
  spec.batch_size = 8;
  return spec;
}

Trial trial_of(const std::string& grid, const TrialSpec& spec) {
  return {trial_key(spec), grid, spec};
}

Bundle bundle_of(const std::string& grid, const TrialSpec& spec) {
  return {0, {trial_of(grid, spec)}};
}

class BundleCheck : public FolderTest {
 protected:
  DatasetStore datasets_{std::vector<std::string>{folder_.string()}};
};

TEST(DatasetRequestOfATrial, HasTheTrialsHyperparameters) {
  TrialSpec spec;
  spec.dataset = "two_moons";
  spec.seed = 7;
  spec.noisy_labels = 0.25;
  spec.n_train = 11;
  spec.n_examples = 50;
  spec.noise = 0.5;
  const DatasetRequest request = dataset_request(spec);
  EXPECT_EQ(request.name, "two_moons");
  EXPECT_EQ(request.seed, 7);
  EXPECT_EQ(request.noisy_labels, 0.25);
  EXPECT_EQ(request.n_train, 11);
  EXPECT_EQ(request.n_examples, 50);
  EXPECT_EQ(request.noise, 0.5);
}

TEST_F(BundleCheck, ReturnsChecksumAndOriginOfEachDataSet) {
  GeneratorRequest generated;
  generated.name = "rectangles";
  generated.n_test = 20;
  generated.seed = 5;
  make_dataset(generated, {folder_.string()});
  TrialSpec moons = small_spec(), other_moons = moons, rectangles = default_spec("ct", "ff");
  other_moons.seed = 2;
  rectangles.dataset = "rectangles";
  const DatasetProvenance provenance = check_bundles(
      {bundle_of("a", moons), bundle_of("b", rectangles), bundle_of("c", other_moons)}, datasets_);

  const std::map<std::string, std::string> checksums = {
      {"rectangles", load_dataset({"rectangles"}, {folder_.string()}).checksum},
      {"two_moons", load_dataset({"two_moons"}, {}).checksum}};
  EXPECT_EQ(provenance.checksums, checksums);
  ASSERT_EQ(provenance.origins.size(), 2u);
  EXPECT_EQ(provenance.origins.at("two_moons"), dataset_info("two_moons").origin);
  expect_contains(provenance.origins.at("rectangles"), "seed 5");
}

// 24 examples in batches of 8 or 22 are fine, batches of 23 leave one example alone.
TEST_F(BundleCheck, NamesTheGridOfAMinibatchThatIsTooSmall) {
  TrialSpec allowed = small_spec(), refused = small_spec();
  allowed.batch_size = 22;
  refused.batch_size = 23;
  const std::vector<Bundle> fine = {bundle_of("wide", small_spec()), bundle_of("wide", allowed)};
  EXPECT_EQ(check_bundles(fine, datasets_).checksums.size(), 1u);
  const std::string message = user_error([&] {
    check_bundles({fine[0], fine[1], bundle_of("narrow", refused)}, datasets_);
  });
  expect_contains(message, "grid \"narrow\": batch_size = 23 is not possible here (of 24 training examples");
  EXPECT_EQ(message.find("wide"), std::string::npos) << message;
}

// A batch norm over single examples is ff2's problem alone: ff trains on any minibatch.
TEST_F(BundleCheck, AcceptsAMinibatchOfOneExampleWithoutBatchNorm) {
  TrialSpec spec = small_spec();
  spec.arch = "ff";
  spec.batch_size = 23;
  EXPECT_EQ(check_bundles({bundle_of("narrow", spec)}, datasets_).checksums.count("two_moons"), 1u);
}

// The first cosine of `restart` lasts 0.1 · 4 epochs, less than one, in the second trial only.
TEST_F(BundleCheck, ChecksEveryTrialOfABundle) {
  TrialSpec fits = small_spec();
  fits.method = "eef";
  fits.epochs = 4;
  fits.ratio_simp = 0.5;
  fits.optim = "sgdc+adam";
  fits.cos_scheduler = "restart";
  TrialSpec refused = fits;
  refused.ratio_simp = 0.1;
  ASSERT_EQ(shape_of(refused), shape_of(fits)) << "the two must be able to share a bundle";
  const Bundle bundle{0, {trial_of("long", fits), trial_of("short", refused)}};
  expect_contains(user_error([&] { check_bundles({bundle}, datasets_); }),
                  "grid \"short\": cos_scheduler = restart is not possible here");
}

TEST_F(BundleCheck, NamesTheGridOfANetworkThatDoesNotFit) {
  TrialSpec spec = small_spec();
  spec.arch = "cnn";
  expect_contains(user_error([&] { check_bundles({bundle_of("images", spec)}, datasets_); }),
                  "grid \"images\": cnn cannot be used with this data set");
}

}  // namespace
}  // namespace friendly
