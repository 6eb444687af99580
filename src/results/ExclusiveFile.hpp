#pragma once
#include <string>
#include <string_view>

namespace friendly {

/// Creates `path` with `content`, synced, unless it exists: the file appears whole or not at all, whoever
/// else tries the same on whatever machine, also on NFS. Returns whether this call created it. Throws
/// UserError if the disk refuses.
bool create_exclusively(const std::string& path, std::string_view content);

}  // namespace friendly
