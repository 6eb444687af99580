#include "dataset/GeneratedFile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "dataset/SourceFiles.hpp"
#include "formats/SealedFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "generated.h5";

// All 70000, training and test digits together.
DigitSource mnist_digits(const std::vector<std::string>& folders) {
  const DatasetInfo& mnist = dataset_info("mnist");
  const std::string folder = find_sources(mnist, folders);
  if (folder.empty())
    throw UserError("the digit sets are made from MNIST, which was not found",
                    "no data folder has a subfolder mnist with its files", "run `friendly data fetch mnist`");
  const UnsplitDataset files = read_source_files(mnist, folder);
  return {{torch::cat({files.known.inputs, files.test.inputs}),
           torch::cat({files.known.labels, files.test.labels})},
          files.checksum};
}

// A damaged file is no loss.
std::optional<UnsplitDataset> intact_set(const std::string& path) {
  if (!fs::exists(path)) return {};
  try {
    return map_sealed_file(path).dataset;
  } catch (const UserError&) {
    return {};
  }
}

[[noreturn]] void refuse_to_replace(const std::string& path, const UnsplitDataset& there) {
  throw UserError(fmt::format("{} is another set", path),
                  fmt::format("{}, {} test examples", there.origin, there.test.size()),
                  "name another folder with --data, or add --force to replace it; sweeps already begun on it "
                  "could then not be resumed");
}

}  // namespace

std::string make_dataset(GeneratorRequest request, const std::vector<std::string>& folders,
                         bool may_replace) {
  const DatasetInfo& info = dataset_info(request.name);
  request.n_known = info.n_train + info.n_valid;
  const DigitSource digits = needs_digits(request.name) ? mnist_digits(folders) : DigitSource();
  const std::string path = (fs::path(folders.front()) / info.folder / kFileName).string();
  if (const auto there = intact_set(path)) {
    if (there->checksum == generated_checksum(request, digits)) return path;
    if (!may_replace) refuse_to_replace(path, *there);
  }
  const auto created = ensure_writable(path);
  try {
    write_sealed_file(path, generate(request, digits), "generated");
  } catch (...) {
    remove_empty(created);
    throw;
  }
  return path;
}

std::string find_generated(const DatasetInfo& info, const std::vector<std::string>& folders) {
  const auto& names = generated_names();
  if (std::find(names.begin(), names.end(), info.name) == names.end()) return "";
  for (const auto& folder : folders)
    if (const fs::path path = fs::path(folder) / info.folder / kFileName; fs::exists(path))
      return path.string();
  return "";
}

}  // namespace friendly
