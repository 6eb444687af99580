#include "results/ExampleGroups.hpp"

#include <functional>
#include <numeric>

#include "core/Error.hpp"
#include "results/Hdf5Table.hpp"

namespace friendly {
namespace {

using Reals = std::vector<double>;

const char* const kImages = "/images";
const char* const kPoints = "/points";
const char* const kBoundaries = "/boundaries";
constexpr std::int64_t kKinds = 3;  // original, simplified, difference
constexpr int kCompression = 4;     // zlib's level

// The axes, in order: what their indices mean.
std::string help_text(const std::string& group) {
  const auto axis = [](const char* text) { return nlohmann::ordered_json{{"help", text}}; };
  nlohmann::ordered_json help = {{"epoch", axis("its number, from 0, is in the attribute `epochs`")}};
  if (group == kBoundaries) {
    help["class"] = axis("the classifier's probability of it, to three decimals");
    help["row"] = axis("y, from extent[2] to extent[3] in equal steps");
    help["column"] = axis("x, from extent[0] to extent[1] in equal steps");
    return help.dump();
  }
  help["kind"] = axis(
      "0: original; 1: simplified, as the classifier would get it at the epoch's last minibatch; 2: "
      "difference, "
      "simplified minus original");
  if (group == kPoints) {
    help["example"] = axis("the first of the training data; classes are in the attribute `labels`");
    help["coordinate"] = axis("x, y");
    return help.dump();
  }
  help["example"] = axis("the first of the test data; classes are in the attribute `labels`");
  help["channel"] = axis("one, or red, green and blue");
  help["row"] = axis("from the top");
  help["column"] = axis("from the left");
  return help.dump();
}

std::size_t product(const IntList& extent, std::size_t from) {
  return std::accumulate(
      extent.begin() + static_cast<std::ptrdiff_t>(from), extent.end(), std::size_t{1},
      [](std::size_t so_far, std::int64_t one) { return so_far * static_cast<std::size_t>(one); });
}

template <class Number>
void write_attribute(H5::DataSet& dataset, const char* name, const std::vector<Number>& values) {
  const bool is_real = std::is_same_v<Number, double>;
  const hsize_t size = values.size();
  dataset
      .createAttribute(name, is_real ? H5::PredType::IEEE_F64LE : H5::PredType::STD_I64LE,
                       H5::DataSpace(1, &size))
      .write(is_real ? H5::PredType::NATIVE_DOUBLE : H5::PredType::NATIVE_INT64, values.data());
}

template <class Number>
std::vector<Number> read_attribute(const H5::DataSet& dataset, const char* name) {
  const H5::Attribute attribute = dataset.openAttribute(name);
  std::vector<Number> values(static_cast<std::size_t>(attribute.getSpace().getSimpleExtentNpoints()));
  attribute.read(std::is_same_v<Number, double> ? H5::PredType::NATIVE_DOUBLE : H5::PredType::NATIVE_INT64,
                 values.data());
  return values;
}

// A chunk for each epoch.
H5::DataSet write_values(H5::H5File& file, const std::string& group, const std::string& key,
                         const IntList& extent, const Reals& values) {
  if (!file.nameExists(group)) {
    auto created = file.createGroup(group);
    write_text_attribute(created, "help", help_text(group));
  }
  const std::vector<hsize_t> whole(extent.begin(), extent.end());
  std::vector<hsize_t> chunk = whole;
  chunk[0] = 1;
  H5::DSetCreatPropList storage;
  H5Pset_obj_track_times(storage.getId(), false);
  storage.setChunk(static_cast<int>(chunk.size()), chunk.data());
  storage.setShuffle();
  storage.setDeflate(kCompression);
  auto dataset = file.createDataSet(group + "/" + key, H5::PredType::IEEE_F32LE,
                                    H5::DataSpace(static_cast<int>(whole.size()), whole.data()), storage);
  dataset.write(values.data(), H5::PredType::NATIVE_DOUBLE);
  return dataset;
}

IntList extent_of(const H5::DataSet& dataset) {
  std::vector<hsize_t> extent(static_cast<std::size_t>(dataset.getSpace().getSimpleExtentNdims()));
  dataset.getSpace().getSimpleExtentDims(extent.data());
  return {extent.begin(), extent.end()};
}

Reals read_values(const H5::DataSet& dataset) {
  Reals values(static_cast<std::size_t>(dataset.getSpace().getSimpleExtentNpoints()));
  dataset.read(values.data(), H5::PredType::NATIVE_DOUBLE);
  return values;
}

bool has(const H5::H5File& file, const std::string& group, const std::string& key) {
  return file.nameExists(group) && file.nameExists(group + "/" + key);
}

// Original, given and their difference, epoch by epoch.
Reals three_kinds(const ExampleLog& log) {
  const std::size_t size = log.original.size();
  // That of the numbers as they are stored, so that a copy of the file has the same.
  const auto difference = [](double given, double original) {
    return static_cast<float>(given) - static_cast<float>(original);
  };
  Reals values;
  values.reserve(log.given.size() * kKinds);
  for (std::size_t first = 0; first < log.given.size(); first += size) {
    const auto given = log.given.begin() + static_cast<std::ptrdiff_t>(first);
    values.insert(values.end(), log.original.begin(), log.original.end());
    values.insert(values.end(), given, given + static_cast<std::ptrdiff_t>(size));
    std::transform(given, given + static_cast<std::ptrdiff_t>(size), log.original.begin(),
                   std::back_inserter(values), difference);
  }
  return values;
}

void check_shape(bool is_right, const std::string& name) {
  if (!is_right)
    throw UserError(name + " cannot be read", "its shape is not the expected one",
                    "use the version of friendly that wrote it");
}

void read_kinds(const H5::DataSet& dataset, const std::string& name, ExampleLog& log) {
  const IntList extent = extent_of(dataset);
  check_shape(extent.size() >= 4 && extent[1] == kKinds, name);
  log.shape = {extent.begin() + 2, extent.end()};
  const Reals values = read_values(dataset);
  const auto size = static_cast<std::ptrdiff_t>(product(log.shape, 0));
  if (!values.empty()) log.original = {values.begin(), values.begin() + size};
  for (auto epoch = values.begin(); epoch != values.end(); epoch += kKinds * size)
    log.given.insert(log.given.end(), epoch + size, epoch + 2 * size);
  log.epochs = read_attribute<std::int64_t>(dataset, "epochs");
  log.labels = dataset.attrExists("labels") ? read_attribute<std::int64_t>(dataset, "labels") : IntList();
}

}  // namespace

void write_examples(H5::H5File& file, const std::string& key, const ExampleLog& log) {
  const auto epochs = static_cast<std::int64_t>(log.epochs.size());
  IntList extent = {epochs, kKinds};
  extent.insert(extent.end(), log.shape.begin(), log.shape.end());
  auto examples = write_values(file, log.grid.empty() ? kImages : kPoints, key, extent, three_kinds(log));
  write_attribute(examples, "epochs", log.epochs);
  write_attribute(examples, "labels", log.labels);
  if (log.grid.empty()) return;
  extent = {epochs};
  extent.insert(extent.end(), log.grid.begin(), log.grid.end());
  auto boundaries = write_values(file, kBoundaries, key, extent, log.probabilities);
  write_attribute(boundaries, "epochs", log.epochs);
  write_attribute(boundaries, "extent", log.extent);
}

ExampleLog read_examples(const H5::H5File& file, const std::string& key) {
  ExampleLog log;
  for (const std::string group : {kImages, kPoints})
    if (has(file, group, key)) read_kinds(file.openDataSet(group + "/" + key), group + "/" + key, log);
  if (log.empty() || !has(file, kBoundaries, key)) return log;
  const std::string name = std::string(kBoundaries) + "/" + key;
  const auto boundaries = file.openDataSet(name);
  const IntList extent = extent_of(boundaries);
  check_shape(extent.size() == 4 && extent[0] == static_cast<std::int64_t>(log.epochs.size()), name);
  log.grid = {extent.begin() + 1, extent.end()};
  log.probabilities = read_values(boundaries);
  log.extent = read_attribute<double>(boundaries, "extent");
  return log;
}

}  // namespace friendly
