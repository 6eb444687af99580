#include "generate/Generator.hpp"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/BuildInfo.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Interruption.hpp"
#include "core/Seed.hpp"
#include "core/Suggest.hpp"
#include "generate/Digits.hpp"
#include "generate/Photographs.hpp"
#include "generate/Shapes.hpp"

namespace friendly {
namespace {

// To be increased whenever a generator starts to draw different pictures.
constexpr int kGeneratorVersion = 2;
// Of the pixels of a patch behind a digit; docs/reproducing.md, "What was set", says from what it was set.
constexpr double kMinDeviation = 0.28;
constexpr std::int64_t kAtOnce = 1024;  // examples painted between two interruption points

bool has_photographs(const std::string& name) {
  return name.find("image") != std::string::npos;
}
bool is_rotated(const std::string& name) {
  return name.find("rot") != std::string::npos;
}

// A random order, so that the parts do not depend on how the source is sorted; each digit is used once.
Examples shuffled(const Examples& digits, std::int64_t seed) {
  RandomStream random(derive_seed("digits", {seed}));
  return digits.subset(torch::tensor(random.permutation(digits.size()), torch::kInt64));
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

Painter digit_painter(const std::string& name, const Examples& digits, const Photographs& photographs) {
  const float* images = digits.inputs.data_ptr<float>();
  const std::int64_t* labels = digits.labels.data_ptr<std::int64_t>();
  return [=, &photographs](std::int64_t index, RandomStream& random, float* pixels) {
    const float* const image = images + index * kPixels;
    if (is_rotated(name))
      rotate_image(image, random.uniform(0, 2 * M_PI), pixels);
    else
      std::copy_n(image, kPixels, pixels);
    if (has_photographs(name))
      add_background(pixels, random_patch(photographs, kSide, kMinDeviation, random));
    return labels[index];
  };
}

void check_request(const GeneratorRequest& request, const DigitSource& source) {
  const auto& names = generated_names();
  if (std::find(names.begin(), names.end(), request.name) == names.end())
    throw UserError(fmt::format("there is no generator for {}", request.name),
                    "only Larochelle et al.'s sets can be generated", "choose " + alternatives(names));
  const std::int64_t max_n_test =
      needs_digits(request.name) ? source.digits.size() - request.n_known : std::int64_t{INT32_MAX};
  if (request.n_test < 1 || request.n_test > max_n_test)
    throw UserError(fmt::format("{} test examples are not possible", request.n_test),
                    fmt::format("{} can have from 1 to {}", request.name, max_n_test),
                    "choose another number");
}

Photographs photographs_for(const GeneratorRequest& request) {
  if (!has_photographs(request.name)) return {};
  return request.photographs.empty() ? default_photographs() : read_photographs(request.photographs);
}

std::string recipe_checksum(const GeneratorRequest& request, const DigitSource& source,
                            const Photographs& photographs) {
  return sha256(fmt::format("{} {} {} {} {} {}", request.name, kGeneratorVersion, request.seed,
                            request.n_test, photographs.checksum,
                            needs_digits(request.name) ? source.checksum : ""));
}

}  // namespace

Examples paint(std::int64_t count, const std::string& purpose, std::int64_t seed, const Painter& painter) {
  Examples examples{torch::empty({count, 1, kSide, kSide}), torch::empty(count, torch::kInt64)};
  auto* const pixels = examples.inputs.data_ptr<float>();
  auto* const labels = examples.labels.data_ptr<std::int64_t>();
  const auto paint_some = [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      RandomStream random(derive_seed(purpose, {seed, i}));
      labels[i] = painter(i, random, pixels + i * kPixels);
    }
  };
  // Only this thread can be interrupted, so the others work for a short while at a time.
  for (std::int64_t begin = 0; begin < count; begin += kAtOnce) {
    interruption_point();
    at::parallel_for(begin, std::min(begin + kAtOnce, count), 16, paint_some);
  }
  return examples;
}

const std::vector<std::string>& generated_names() {
  static const std::vector<std::string> names = {
      "mnist_rot", "mnist_back_image", "mnist_rot_back_image", "rectangles_image", "rectangles", "convex"};
  return names;
}

bool needs_digits(const std::string& name) {
  return name.rfind("mnist_", 0) == 0;
}

UnsplitDataset generate(const GeneratorRequest& request, const DigitSource& source) {
  check_request(request, source);
  const Photographs photographs = photographs_for(request);
  Examples digits;
  if (needs_digits(request.name)) digits = shuffled(source.digits, request.seed);

  const Painter painter = needs_digits(request.name) ? digit_painter(request.name, digits, photographs)
                                                     : shape_painter(request.name, photographs);
  const Examples all = paint(request.n_known + request.n_test, request.name, request.seed, painter);
  std::string origin = fmt::format("generated by friendly {} ({}), generator {}, seed {}", program_version(),
                                   program_commit(), kGeneratorVersion, request.seed);
  if (has_photographs(request.name))
    origin += fmt::format(", {} photographs of {} (SHA-256 {})", photographs.pictures.size(),
                          photographs.folder, photographs.checksum);
  if (needs_digits(request.name)) origin += ", digits of MNIST";
  return {all.slice(0, request.n_known), all.slice(request.n_known, all.size()),
          recipe_checksum(request, source, photographs), origin};
}

std::string generated_checksum(const GeneratorRequest& request, const DigitSource& source) {
  check_request(request, source);
  return recipe_checksum(request, source, photographs_for(request));
}

}  // namespace friendly
