#pragma once
#include <functional>
#include <string>
#include <vector>

namespace friendly {

enum class FolderSync { now, later };

/// Replaces `path` atomically: `write` fills the file `aside` in the same folder, which is then synced and
/// renamed to `path`, so readers see either the old content or the new, never a part of it. Throws UserError
/// if the disk refuses. On any exception the old content is untouched and `aside` is removed. Also does
/// remove_leftovers() in the folder, and syncs it: until then a power cut may bring the old content back.
/// With FolderSync::later both are for the caller to do, once for many files.
void replace_file(const std::string& path, const std::function<void(const std::string& aside)>& write,
                  FolderSync folder = FolderSync::now);

/// Replaces `path` by a file with this content, likewise.
void replace_text(const std::string& path, const std::string& text);

/// Makes sure, before the work whose result is to be put at `path`, that replace_file() can do so: creates
/// the folders that are missing, and a file beside `path`, which it removes again. What is at `path` stays as
/// it is. Returns the new folders, outermost first. Throws UserError, and removes them, if the disk refuses
/// or `path` is not a regular file.
std::vector<std::string> ensure_writable(const std::string& path);

/// Removes those of `folders`, outermost first, that are empty.
void remove_empty(const std::vector<std::string>& folders);

/// Throws UserError if there is a file at `path`, unless it may be replaced and begins with `signature`, as
/// files of this `kind` ("a result file") do.
void ensure_free(const std::string& path, bool may_replace, const std::string& signature,
                 const std::string& kind);

/// A name for a file that is to be renamed to `path` once it is complete: in the same folder, and no other
/// process on any machine, nor another call in this one, gets the same. It tells whose file it is.
std::string aside_path(const std::string& path);

/// Removes from `directory` (if empty: the working directory) the files named by aside_path() that will never
/// be completed: those of processes of this machine that have ended, and those of other machines that were
/// last written to more than a day ago.
void remove_leftovers(const std::string& directory);

/// Syncs `directory` (if empty: the working directory), so that a new or renamed file in it survives a power
/// cut. Throws UserError if the disk refuses.
void sync_directory(const std::string& directory);

}  // namespace friendly
