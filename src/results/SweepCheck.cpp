#include "results/SweepCheck.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <tuple>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "core/Log.hpp"
#include "results/JournalSegments.hpp"

namespace friendly {
namespace {

[[noreturn]] void refuse_other(
    const std::string& path, const std::string& difference,
    const std::string& remedy = "name another result file, or start over with --restart") {
  throw UserError(fmt::format("{} belongs to another sweep", path), difference, remedy);
}

// The first line in which two texts differ, in both.
std::string first_difference(const std::string& name, const std::string& there, const std::string& here) {
  std::istringstream old_lines(there), new_lines(here);
  std::string before, now;
  for (int number = 1;; ++number) {
    const bool has_old = static_cast<bool>(std::getline(old_lines, before));
    const bool has_new = static_cast<bool>(std::getline(new_lines, now));
    if (!has_old && !has_new) return fmt::format("the texts of the {} are identical", name);
    if (has_old != has_new || before != now)
      return fmt::format("line {} of the {} was `{}` and is now `{}`", number, name, has_old ? before : "",
                         has_new ? now : "");
  }
}

}  // namespace

void check_same_points(const std::string& path, const SweepInfo& there, const SweepInfo& here) {
  if (there.bundle != here.bundle)
    refuse_other(path, fmt::format("it was made with --bundle {}, this sweep uses --bundle {}", there.bundle,
                                   here.bundle));
  if (there.points_digest != here.points_digest)
    refuse_other(
        path,
        fmt::format("it was made from {} (points: {}), this sweep is {} (points: {}); {}", there.sweep_file,
                    there.points, here.sweep_file, here.points,
                    there.sweep_text == here.sweep_text && there.overrides != here.overrides
                        ? first_difference("values of --set", there.overrides, here.overrides)
                        : first_difference("sweep file", there.sweep_text, here.sweep_text)),
        "name another result file; if this is the same sweep, changed, --add trains what is new, and "
        "--restart starts over");
}

void check_same_data(const std::string& path, const SweepInfo& there, const SweepInfo& here) {
  for (const auto& [name, checksum] : here.dataset_checksums) {
    const auto found = there.dataset_checksums.find(name);
    if (found != there.dataset_checksums.end() && found->second != checksum)
      refuse_other(path, fmt::format("the checksum of data set {} was {} and is now {}", name, found->second,
                                     checksum));
  }
}

void warn_of_another_build(const std::string& path, const SweepInfo& there, const SweepInfo& here) {
  const std::tuple<const char*, std::string, std::string> parts[] = {
      {"friendly", there.program_version + " " + there.program_commit,
       here.program_version + " " + here.program_commit},
      {"LibTorch", there.libtorch, here.libtorch},
      {"BLAS", there.blas, here.blas},
      {"the device", there.devices, here.devices}};
  for (const auto& [name, before, now] : parts)
    if (before != now && !before.empty())  // earlier versions do not name them all
      spdlog::warn("{}: {} was {} and is now {}; new trials may differ in rounding from finished ones", path,
                   name, before, now);
}

void check_is_free(const std::string& result_file, bool may_replace) {
  const std::string journal = journal_path(result_file);
  if (std::filesystem::exists(journal))
    throw UserError(fmt::format("{} belongs to a sweep", result_file),
                    fmt::format("its journal is {}", journal), "name another result file");
  ensure_free(result_file, may_replace, "\x89HDF", "a result file");
}

}  // namespace friendly
