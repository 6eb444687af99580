#include "config/SweepText.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/Error.hpp"
#include "core/Suggest.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kSections = {"include", "defaults", "grid"};

std::string remedy_for(std::string_view section) {
  std::vector<std::string> of_grids = hyperparameter_names();
  of_grids.insert(of_grids.end(), {"name", "search", "halving"});
  const bool is_known = std::find(of_grids.begin(), of_grids.end(), section) != of_grids.end();
  return is_known ? "put it into [defaults] or a [[grid]]" : correction(std::string(section), kSections);
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file.is_open() || text.bad())
    throw system_error("cannot read the sweep file", path, "check the path and its permissions");
  return text.str();
}

SweepDocument parsed(const std::string& path) {
  SweepDocument document{path, content_of(path), {}};
  try {
    document.content = toml::parse(document.text);
  } catch (const toml::parse_error& error) {
    throw UserError(fmt::format("{}:{}: not valid TOML", path, error.source().begin.line),
                    std::string(error.description()), "correct the line");
  }
  for (const auto& [key, node] : document.content)
    if (std::find(kSections.begin(), kSections.end(), key.str()) == kSections.end())
      throw UserError(fmt::format("{}: there is no section \"{}\"", document.at(node), key.str()),
                      "a sweep file has include, [defaults] and [[grid]]", remedy_for(key.str()));
  return document;
}

/// Collects documents, depth first.
class Collector {
 public:
  void add(const std::string& path) {
    SweepDocument document = parsed(path);
    const std::string identity = fs::weakly_canonical(path).string();
    open_.push_back(identity);
    if (const toml::node* node = document.content.get("include")) {
      if (const auto* list = node->as_array())
        for (const toml::node& item : *list) include(document, item);
      else
        include(document, *node);
    }
    open_.pop_back();
    seen_.insert(identity);
    documents_.push_back(std::move(document));
  }

  std::vector<SweepDocument> take() { return std::move(documents_); }

 private:
  void include(const SweepDocument& from, const toml::node& node) {
    const auto* name = node.as_string();
    if (name == nullptr)
      throw UserError(from.at(node) + ": include is not a file name",
                      "it takes a string or a list of strings", "write include = [\"other.toml\"]");
    const std::string path = (fs::path(from.path).parent_path() / name->get()).lexically_normal().string();
    const std::string identity = fs::weakly_canonical(path).string();
    if (std::find(open_.begin(), open_.end(), identity) != open_.end())
      throw UserError(fmt::format("{}: {} includes itself", from.at(node), path),
                      fmt::format("by way of {}", fmt::join(open_, ", ")), "remove one of the includes");
    if (!fs::exists(path))
      throw UserError(fmt::format("{}: there is no file {}", from.at(node), path),
                      "names of included files are relative to the file that includes them",
                      "correct the name");
    if (seen_.count(identity) == 0) add(path);
  }

  std::vector<SweepDocument> documents_;
  std::vector<std::string> open_;  // files whose includes are being read
  std::set<std::string> seen_;
};

}  // namespace

std::string SweepDocument::at(const toml::node& node) const {
  return fmt::format("{}:{}", path, node.source().begin.line);
}

std::vector<SweepDocument> read_sweep_documents(const std::string& path) {
  Collector collector;
  collector.add(path);
  return collector.take();
}

nlohmann::json json_of(const SweepDocument& document, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* boolean = node.as_boolean()) return boolean->get();
  if (const auto* array = node.as_array()) {
    auto list = nlohmann::json::array();
    for (const toml::node& item : *array) list.push_back(json_of(document, item));
    return list;
  }
  throw UserError(document.at(node) + ": a date or a table is not a value",
                  "hyperparameters are strings, numbers, booleans or lists", "change the value");
}

std::string text_of(const std::vector<SweepDocument>& documents) {
  if (documents.size() == 1) return documents.front().text;
  std::string text;
  for (const SweepDocument& document : documents)
    text += fmt::format("# ---- {}\n{}{}", document.path, document.text,
                        document.text.empty() || document.text.back() == '\n' ? "" : "\n");
  return text;
}

}  // namespace friendly
