#include "dataset/GeneratedFile.hpp"

#include <algorithm>
#include <filesystem>

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

}  // namespace

std::string make_dataset(GeneratorRequest request, const std::vector<std::string>& folders) {
  const DatasetInfo& info = dataset_info(request.name);
  request.n_known = info.n_train + info.n_valid;
  const UnsplitDataset made =
      generate(request, needs_digits(request.name) ? mnist_digits(folders) : DigitSource());
  const fs::path path = fs::path(folders.front()) / info.folder / kFileName;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error)
    throw UserError("cannot create " + path.parent_path().string(), error.message(),
                    "choose another folder with --data");
  write_sealed_file(path.string(), made, "generated");
  return path.string();
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
