#include "net/Factory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <numeric>

#include "core/Check.hpp"
#include "core/Error.hpp"
#include "core/Suggest.hpp"
#include "net/Convolutional.hpp"
#include "net/FeedForward.hpp"
#include "net/ResNet.hpp"
#include "net/UNet.hpp"

namespace friendly {
namespace {

std::int64_t input_count(const std::vector<std::int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("its inputs are {}", fmt::join(shape, " × "));
}

ImageShape image_shape(const std::string& name, const std::vector<std::int64_t>& shape,
                       std::int64_t smallest) {
  if (shape.size() != 3 || shape[1] < smallest || shape[2] < smallest)
    throw UserError(fmt::format("{} cannot be used with this data set", name),
                    fmt::format("{} takes images of at least {} × {} pixels, and {}", name, smallest,
                                smallest, shape_text(shape)),
                    "use another arch or simplifier, or another data set");
  return {shape[0], shape[1], shape[2]};
}

}  // namespace

std::vector<std::string> classifier_names() {
  return {"ff", "ff2", "cnn", "cnn2", "resnet"};
}

std::unique_ptr<Classifier> make_classifier(const std::string& arch, const std::vector<std::int64_t>& shape,
                                            std::int64_t n_classes) {
  if (arch == "ff") return std::make_unique<SmallFeedForward>(input_count(shape), n_classes);
  if (arch == "ff2") return std::make_unique<DeepFeedForward>(input_count(shape), n_classes);
  if (arch == "cnn")
    return std::make_unique<ConvolutionalNetwork>(image_shape(arch, shape, 6), n_classes,
                                                  std::vector<ConvStage>{{32, 3}, {64, 3}});
  if (arch == "cnn2")
    return std::make_unique<ConvolutionalNetwork>(image_shape(arch, shape, 11), n_classes,
                                                  std::vector<ConvStage>{{32, 4}, {48, 4}, {64, 3}, {64, 2}});
  if (arch == "resnet") {
    const ImageShape image = image_shape(arch, shape, 32);
    if (image.height != 32 || image.width != 32)
      throw UserError("resnet cannot be used with this data set",
                      "it takes images of 32 × 32 pixels, and " + shape_text(shape), "use another arch");
    return std::make_unique<ResNet>(image.channels, n_classes);
  }
  throw UserError(fmt::format("there is no classifier \"{}\"", arch), unknown_name(arch, classifier_names()),
                  "correct the name");
}

std::unique_ptr<Simplifier> make_simplifier(const SimplifierOptions& options,
                                            const std::vector<std::int64_t>& shape) {
  if (options.simplifier == "unet") {
    const ImageShape image = image_shape("the unet simplifier", shape, options.n_deep == 2 ? 2 : 4);
    return std::make_unique<UNet>(UNetOptions{image.channels, options.n_deep, options.n_filters_base,
                                              options.target_conditioning, options.sigmoid_postprocessing});
  }
  FRIENDLY_CHECK(options.simplifier == "ff", "a known simplifier");
  const std::int64_t inputs = input_count(shape);
  const auto hidden = options.hidden.empty() ? std::vector<std::int64_t>{256, inputs} : options.hidden;
  if (hidden.back() != inputs)
    throw UserError(fmt::format("hidden = [{}] does not fit the data set", fmt::join(hidden, ", ")),
                    fmt::format("its last width is the simplifier's output and must be {}", inputs),
                    fmt::format("end the list with {}", inputs));
  if (options.target_conditioning && shape.size() != 1)
    throw UserError("target_conditioning is not possible here",
                    "the ff simplifier takes the label with flat data only, and " + shape_text(shape),
                    "use simplifier = unet, or set target_conditioning = false");
  return std::make_unique<FeedForwardSimplifier>(FeedForwardSimplifierOptions{
      inputs, hidden, options.activation, options.target_conditioning, options.sigmoid_postprocessing});
}

}  // namespace friendly
