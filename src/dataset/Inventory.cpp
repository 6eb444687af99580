#include "dataset/Inventory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "dataset/Cache.hpp"
#include "dataset/GeneratedFile.hpp"
#include "dataset/SourceFiles.hpp"
#include "formats/SealedFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;
using Folders = std::vector<std::string>;

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// "" for the files of a Debian package, which are verified anew each time.
fs::path verification_record(const DatasetInfo& info, const Folders& folders, const std::string& source) {
  const fs::path cache = cache_folder(info, folders, source);
  return cache.empty() ? cache : cache / (info.name + ".verified");
}

void record_verification(const fs::path& record, const std::string& stamp) {
  if (record.empty()) return;
  std::error_code error;
  fs::create_directories(record.parent_path(), error);
  // A folder that is not ours to write to can still be verified; only the record is missing.
  if (error) return;
  replace_text(record.string(), stamp + "\n");
}

bool has_all_names(const DatasetInfo& info, const std::string& folder) {
  for (const auto& name : source_names(info))
    if (!fs::exists(fs::path(folder) / name) && !fs::exists(fs::path(folder) / (name + ".gz"))) return false;
  return true;
}

// Embeddings come in two forms; one is enough.
bool has_all_sources(const DatasetInfo& info, const std::string& folder) {
  return has_all_names(info, folder) ||
         (info.format == Format::embeddings && fs::exists(fs::path(folder) / "embeddings.h5"));
}

void check_generated(const DatasetInfo& info, const std::string& path) {
  const UnsplitDataset dataset = map_sealed_file(path).dataset;
  for (const Examples* part : {&dataset.known, &dataset.test})
    if (part->size() == 0 || !part->inputs.isfinite().all().item<bool>() ||
        part->labels.min().item<std::int64_t>() < 0 ||
        part->labels.max().item<std::int64_t>() >= info.n_labels)
      throw UserError(path + " is damaged",
                      "a part is empty, a pixel is not finite, or a label is out of range",
                      fmt::format("regenerate it with `friendly data make {}`", info.name));
}

std::string shape_text(const DatasetInfo& info) {
  return fmt::format("{}", fmt::join(info.shape, "x"));
}

std::string sizes_text(const DatasetInfo& info) {
  return fmt::format("{} / {} / {}", info.n_train, info.n_valid,
                     info.n_test > 0 ? std::to_string(info.n_test) : "rest");
}

// A generated set may have fewer test examples than the released one. A damaged file must not abort the
// listing.
std::string sizes_text(const DatasetInfo& info, const DatasetState& state) {
  if (state.presence != Presence::generated) return sizes_text(info);
  try {
    const UnsplitDataset dataset = map_sealed_file(state.location).dataset;
    return fmt::format("{} / {} / {}", dataset.known.size() - info.n_valid, info.n_valid,
                       dataset.test.size());
  } catch (const UserError&) {
    return "damaged";
  }
}

std::string way_to_get(const DatasetInfo& info) {
  if (info.format == Format::none) return "nothing to do";
  if (can_be_made(info)) return "data make, data fetch";
  return downloads(info).empty() ? "by hand" : "data fetch";
}

std::string presence_text(Presence presence) {
  switch (presence) {
    case Presence::absent:
      return "absent";
    case Presence::incomplete:
      return "incomplete";
    case Presence::complete:
      return "complete";
    case Presence::verified:
      return "verified";
    case Presence::generated:
      return "generated";
    case Presence::built_in:
      return "built in";
  }
  return "";
}

}  // namespace

DatasetState state_of(const DatasetInfo& info, const Folders& folders) {
  if (info.format == Format::none) return {Presence::built_in, ""};
  const std::string folder = find_sources(info, folders);
  if (folder.empty()) {
    const std::string generated = find_generated(info, folders);
    return {generated.empty() ? Presence::absent : Presence::generated, generated};
  }
  if (!has_all_sources(info, folder)) return {Presence::incomplete, folder};
  const bool unchanged = first_line(verification_record(info, folders, folder)) ==
                         source_stamp(present_source_files(info, folder));
  return {unchanged ? Presence::verified : Presence::complete, folder};
}

std::string list_datasets(const Folders& folders) {
  std::string text = fmt::format("{:<22}{:<10}{:<24}{:<12}{:<23}{:<16}{}\n", "name", "shape",
                                 "train / valid / test", "state", "how to get it", "licence", "origin");
  for (const auto& info : dataset_infos()) {
    const DatasetState state = state_of(info, folders);
    text += fmt::format("{:<22}{:<10}{:<24}{:<12}{:<23}{:<16}{}\n", info.name, shape_text(info),
                        sizes_text(info, state), presence_text(state.presence), way_to_get(info),
                        info.licence, info.origin);
    if (!state.location.empty()) text += fmt::format("{:<22}in {}\n", "", state.location);
  }
  return text;
}

std::string verify_dataset(const DatasetInfo& info, const Folders& folders) {
  const DatasetState state = state_of(info, folders);
  if (state.presence == Presence::built_in) return info.name + " is generated when it is loaded";
  if (state.presence == Presence::generated) {
    check_generated(info, state.location);
    return fmt::format("{}: {} is intact; {}", info.name, state.location,
                       map_sealed_file(state.location).dataset.origin);
  }
  if (state.presence == Presence::absent) throw data_not_found(info, folders);
  const std::string stamp = source_stamp(present_source_files(info, state.location));
  const UnsplitDataset dataset = read_source_files(info, state.location);
  const std::string known =
      info.checksum.empty() ? first_line(fs::path(state.location) / kChecksumFile) : info.checksum;
  if (!known.empty() && dataset.checksum != known)
    throw UserError(fmt::format("{} in {} differs from the authentic data", info.name, state.location),
                    fmt::format("checksum {} instead of {}", dataset.checksum, known),
                    "remove its files, then fetch or copy them again");
  record_verification(verification_record(info, folders, state.location), stamp);
  return fmt::format(
      "{}: {} + {} examples in {}, {}", info.name, dataset.known.size(), dataset.test.size(), state.location,
      known.empty() ? "read in full; there is no known checksum to compare with" : "checksum as expected");
}

}  // namespace friendly
