#include "dataset/Generator.hpp"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/BuildInfo.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Seed.hpp"
#include "core/Suggest.hpp"
#include "dataset/Catalogue.hpp"
#include "dataset/DataFile.hpp"
#include "dataset/Digits.hpp"
#include "dataset/Photographs.hpp"
#include "dataset/Registry.hpp"
#include "dataset/Shapes.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

// Goes up when a generator draws other pictures than before.
constexpr int kGeneratorVersion = 1;

bool has_digits(const std::string& name) {
  return name.rfind("mnist", 0) == 0;
}
bool has_photographs(const std::string& name) {
  return name.find("image") != std::string::npos;
}
bool is_rotated(const std::string& name) {
  return name.find("rot") != std::string::npos;
}

// All 70000 digits of MNIST in a random order, and what they were read from.
struct Digits {
  Part part;
  std::string checksum;
};

Digits shuffled_digits(std::int64_t seed, const std::vector<std::string>& folders) {
  const DatasetInfo& mnist = dataset_info("mnist");
  const std::string place = find_sources(mnist, folders);
  if (place.empty())
    throw UserError("the digit sets are made from MNIST, which is not here",
                    "no folder has a mnist/ with its files", "`friendly data fetch mnist` gets it");
  const Examples examples = read_examples(mnist, place);
  const Part all{torch::cat({examples.known.inputs, examples.test.inputs}),
                 torch::cat({examples.known.labels, examples.test.labels})};
  return {all.subset(RandomStream(derive_seed("digits", {seed})).permutation(all.size())), examples.checksum};
}

Painter shape_painter(const std::string& name, const Photographs& photographs) {
  if (name == "rectangles")
    return [](std::int64_t, RandomStream& random, float* pixels) { return paint_rectangle(random, pixels); };
  if (name == "convex")
    return [](std::int64_t, RandomStream& random, float* pixels) {
      return paint_convex(random.below(2), random, pixels);
    };
  return [&photographs](std::int64_t, RandomStream& random, float* pixels) {
    return paint_rectangle_image(photographs, random, pixels);
  };
}

Painter digit_painter(const std::string& name, const Digits& digits, const Photographs& photographs) {
  const float* images = digits.part.inputs.data_ptr<float>();
  const std::int64_t* labels = digits.part.labels.data_ptr<std::int64_t>();
  return [=, &photographs](std::int64_t index, RandomStream& random, float* pixels) {
    const float* const image = images + index * kPixels;
    if (is_rotated(name))
      rotate_image(image, random.uniform(0, 2 * M_PI), pixels);
    else
      std::copy_n(image, kPixels, pixels);
    if (has_photographs(name)) lay_over(pixels, random_patch(photographs, kSide, random));
    return labels[index];
  };
}

void check_request(const GeneratorRequest& request, const DatasetInfo& info) {
  const auto names = generated_names();
  if (info.format != Format::amat)
    throw UserError(fmt::format("there is no generator for {}", request.name),
                    "only Larochelle et al.'s sets are made anew", "name " + alternatives(names));
  const std::int64_t most = has_digits(request.name) ? 70000 - info.n_train - info.n_valid : INT32_MAX;
  if (request.n_test < 1 || request.n_test > most)
    throw UserError(fmt::format("{} test examples are not possible", request.n_test),
                    fmt::format("{} takes from 1 to {}", request.name, most), "name another number");
}

}  // namespace

Part paint(std::int64_t count, const std::string& purpose, std::int64_t seed, const Painter& painter) {
  Part part{torch::empty({count, 1, kSide, kSide}), torch::empty(count, torch::kInt64)};
  auto* const pixels = part.inputs.data_ptr<float>();
  auto* const labels = part.labels.data_ptr<std::int64_t>();
  at::parallel_for(0, count, 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      RandomStream random(derive_seed(purpose, {seed, i}));
      labels[i] = painter(i, random, pixels + i * kPixels);
    }
  });
  return part;
}

Examples generate(const GeneratorRequest& request, const std::vector<std::string>& folders) {
  const DatasetInfo& info = dataset_info(request.name);
  check_request(request, info);
  Photographs photographs;
  if (has_photographs(request.name))
    photographs = request.photographs.empty() ? default_photographs() : read_photographs(request.photographs);
  Digits digits;
  if (has_digits(request.name)) digits = shuffled_digits(request.seed, folders);

  const Painter painter = has_digits(request.name) ? digit_painter(request.name, digits, photographs)
                                                   : shape_painter(request.name, photographs);
  const std::int64_t n_known = info.n_train + info.n_valid;
  const Part all = paint(n_known + request.n_test, request.name, request.seed, painter);
  std::string origin = fmt::format("generated by friendly {} ({}), generator {}, seed {}", program_version(),
                                   program_commit(), kGeneratorVersion, request.seed);
  if (has_photographs(request.name))
    origin += fmt::format(", {} photographs of {} (SHA-256 {})", photographs.pictures.size(),
                          photographs.folder, photographs.checksum);
  if (has_digits(request.name)) origin += ", digits of MNIST";
  const std::string recipe = fmt::format("{} {} {} {} {} {}", request.name, kGeneratorVersion, request.seed,
                                         request.n_test, photographs.checksum, digits.checksum);
  return {all.slice(0, n_known), all.slice(n_known, all.size()), sha256(recipe), origin};
}

std::string make_dataset(const GeneratorRequest& request, const std::vector<std::string>& folders) {
  const Examples examples = generate(request, folders);
  const fs::path path = fs::path(folders.front()) / dataset_info(request.name).folder / "generated.h5";
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error)
    throw UserError("cannot create " + path.parent_path().string(), error.message(), "name another --data");
  write_data_file(path.string(), examples, "generated");
  return path.string();
}

std::vector<std::string> generated_names() {
  std::vector<std::string> names;
  for (const auto& info : dataset_infos())
    if (info.format == Format::amat) names.push_back(info.name);
  return names;
}

}  // namespace friendly
