#pragma once
#include <functional>
#include <string>

namespace friendly {

/// Replaces `path` as a whole: `write` fills a file beside it, which is synced and renamed over `path`, so a
/// reader sees the old content or the new one and never a part. Throws UserError if the disk refuses; the old
/// content is then untouched and nothing is left beside it.
void replace_file(const std::string& path, const std::function<void(const std::string& aside)>& write);

/// Makes a rename or a new file in `directory` last through a power cut.
void sync_directory(const std::string& directory);

}  // namespace friendly
