#pragma once
#include <functional>
#include <string>

namespace friendly {

enum class FolderSync { now, later };

/// Replaces `path` atomically: `write` fills the file `aside` in the same folder, which is then synced and
/// renamed to `path`, so readers see either the old content or the new, never a part of it. Throws UserError
/// if the disk refuses. On any exception the old content is untouched and `aside` is removed. Until the
/// folder is synced too, a power cut may bring the old content back; with FolderSync::later that is for the
/// caller to do, once for many files.
void replace_file(const std::string& path, const std::function<void(const std::string& aside)>& write,
                  FolderSync folder = FolderSync::now);

/// Syncs `directory` (if empty: the working directory), so that a new or renamed file in it survives a power
/// cut. Throws UserError if the disk refuses.
void sync_directory(const std::string& directory);

}  // namespace friendly
