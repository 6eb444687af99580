#pragma once
#include <toml++/toml.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace friendly {

/// One file of a sweep, parsed.
struct SweepDocument {
  std::string path;
  std::string text;
  toml::table content;

  /// "file:line" of something in it.
  std::string at(const toml::node& node) const;
};

/// The sweep file `path` and the files that it includes, included ones first, each once however often it is
/// included. `include = "other.toml"`, or a list of such names, are paths relative to the including file.
/// Throws UserError naming file and line for a file that cannot be read, is not TOML, has a section of
/// another name or includes itself.
std::vector<SweepDocument> read_sweep_documents(const std::string& path);

/// A value of a sweep file: a string, a number, a boolean or a list. Throws UserError for others.
nlohmann::json json_of(const SweepDocument& document, const toml::node& node);

/// All texts as one. If there are several, a comment before each names its file.
std::string text_of(const std::vector<SweepDocument>& documents);

}  // namespace friendly
