#include "results/JournalSegments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "results/ExclusiveFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

bool is_segment_name(const std::string& name) {
  return name.size() >= 6 && name.size() <= 18 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string journal_path(const std::string& result_file) {
  return result_file + ".journal";
}

std::string segment_path(const std::string& journal, std::int64_t number) {
  return fmt::format("{}/{:06}", journal, number);
}

std::vector<std::int64_t> segments_of(const std::string& journal) {
  std::error_code error;
  const fs::file_status status = fs::status(journal, error);
  if (status.type() == fs::file_type::not_found) return {};
  if (status.type() == fs::file_type::regular)
    throw UserError(fmt::format("{} cannot be read", journal),
                    "it is a journal of version 0.1.0, a single file",
                    "finish this sweep with that version, start over with --restart, or name another result "
                    "file; the result file itself stays readable");
  std::vector<std::int64_t> numbers;
  for (fs::directory_iterator entry(journal, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    if (const std::string name = entry->path().filename().string(); is_segment_name(name))
      numbers.push_back(std::stoll(name));
  if (error) throw UserError("cannot read the folder " + journal, error.message(), "check its permissions");
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

bool create_segment(const std::string& journal, std::int64_t number, const std::string& content) {
  std::error_code error;
  const bool is_new = fs::create_directory(journal, error);
  if (error) throw UserError("cannot create the folder " + journal, error.message(), "check its permissions");
  try {
    if (is_new) sync_directory(fs::path(journal).parent_path().string());
    if (!create_exclusively(segment_path(journal, number), content)) return false;
    sync_directory(journal);
  } catch (const UserError&) {
    fs::remove(segment_path(journal, number), error);
    if (is_new) fs::remove(journal, error);
    throw;
  }
  return true;
}

}  // namespace friendly
