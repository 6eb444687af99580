#include "config/SweepFile.hpp"

#include <fmt/format.h>

#include <map>
#include <unordered_set>

#include "config/SweepText.hpp"
#include "config/TrialOptions.hpp"
#include "core/Error.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

/// One hyperparameter of a grid with the values it takes.
struct Axis {
  const Hyperparameter* hyperparameter;
  std::vector<nlohmann::json> values;
  std::string where;  ///< file:line

  bool varies() const { return values.size() > 1; }
};

/// Whether a hyperparameter matters to the points of a grid.
struct Use {
  bool to_some = false, not_to_all = false;

  bool is_settled(const Axis& axis) const { return to_some && (not_to_all || !axis.varies()); }
};

using Axes = std::map<std::string, Axis>;

/// Adds the grids of a sweep's files to its plan.
class Reader {
 public:
  Reader(const std::vector<std::string>& datasets, const std::vector<Assignment>& overrides)
      : datasets_(datasets) {
    for (const Assignment& one : overrides)
      add_axis({one.hyperparameter, one.values, "command line: --set"}, overrides_);
  }

  SweepPlan read(const std::vector<SweepDocument>& documents) {
    for (const SweepDocument& document : documents) {
      document_ = &document;
      add_document();
    }
    for (const auto& [place, matters] : single_values_)
      if (!matters) notice(place.first, fmt::format("{} changes nothing", place.second), place.second);
    return std::move(plan_);
  }

 private:
  [[noreturn]] static void refuse(const std::string& where, const std::string& what, const std::string& why,
                                  const std::string& remedy) {
    throw UserError(where + ": " + what, why, remedy);
  }

  std::string at(const toml::node& node) const { return document_->at(node); }

  void add_document() {
    const toml::table& content = document_->content;
    Axes defaults;
    if (const auto* node = content.get("defaults")) {
      if (!node->is_table())
        refuse(at(*node), "defaults is not a table", "it holds hyperparameters", "write [defaults]");
      add_axes(*node->as_table(), defaults);
    }
    const auto* grids = content.get_as<toml::array>("grid");
    const bool has_none = grids == nullptr || grids->empty();
    if (has_none && (content.contains("grid") || !content.contains("include")))
      refuse(document_->path, "no [[grid]]", "a sweep consists of its grids",
             "add a [[grid]] with at least a method");
    if (has_none) return;
    for (const toml::node& grid : *grids) {
      if (!grid.is_table())
        refuse(at(grid), "grid is not a table", "each grid holds hyperparameters", "write [[grid]]");
      add_grid(*grid.as_table(), defaults);
    }
  }

  nlohmann::json value_of(const toml::node& node) const {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* integer = node.as_integer()) return integer->get();
    if (const auto* real = node.as_floating_point()) return real->get();
    if (const auto* boolean = node.as_boolean()) return boolean->get();
    if (const auto* array = node.as_array()) {
      auto list = nlohmann::json::array();
      for (const toml::node& item : *array) list.push_back(value_of(item));
      return list;
    }
    refuse(at(node), "a date or a table is not a value",
           "hyperparameters are strings, numbers, booleans or lists", "change the value");
  }

  void add_axes(const toml::table& table, Axes& axes) const {
    for (const auto& [key, node] : table) {
      if (key == "name" && node.is_string()) continue;  // the grid's own
      const std::string where = at(node);
      const Hyperparameter& row = find_hyperparameter(std::string(key.str()), where);
      const nlohmann::json value = value_of(node);
      const bool takes_lists = std::holds_alternative<IntList TrialSpec::*>(row.member);
      const bool is_axis = value.is_array() && (!takes_lists || (!value.empty() && value.front().is_array()));
      Axis axis{&row, {}, where};
      if (is_axis)
        axis.values.assign(value.begin(), value.end());
      else
        axis.values.push_back(value);
      if (axis.values.empty())
        refuse(where, fmt::format("{} has no values", row.name), "a grid with an empty axis has no points",
               "give it a value, or remove the line");
      add_axis(std::move(axis), axes);
    }
  }

  void add_axis(Axis axis, Axes& axes) const {
    TrialSpec scratch;
    for (const auto& value : axis.values) {
      set_value(scratch, *axis.hyperparameter, value, axis.where);
      if (axis.hyperparameter->name == "dataset") check_dataset_name(scratch.dataset, datasets_, axis.where);
    }
    axes.insert_or_assign(axis.hyperparameter->name, std::move(axis));
  }

  void add_grid(const toml::table& table, const Axes& defaults) {
    ++grids_;
    Axes axes = defaults;
    add_axes(table, axes);
    for (const auto& [name, axis] : overrides_) axes.insert_or_assign(name, axis);
    const std::string name = table["name"].value_or(fmt::format("grid{}", grids_));
    // The product of the axes. The hyperparameter that comes first in the table varies slowest.
    std::vector<const Axis*> ordered;
    for (const auto& row : hyperparameters())
      if (const auto found = axes.find(row.name); found != axes.end()) ordered.push_back(&found->second);
    std::vector<std::size_t> choice(ordered.size(), 0);
    TrialSpec point = with_defaults(ordered, choice);
    std::vector<Use> uses(ordered.size());
    do {
      add_point(name, point);
      for (std::size_t i = 0; i < ordered.size(); ++i)
        if (!uses[i].is_settled(*ordered[i]))
          (is_used(*ordered[i]->hyperparameter, point) ? uses[i].to_some : uses[i].not_to_all) = true;
    } while (advance(ordered, choice, point));
    for (std::size_t i = 0; i < ordered.size(); ++i) take_note(name, *ordered[i], uses[i]);
  }

  // A single value may be a default that matters to other grids.
  void take_note(const std::string& grid, const Axis& axis, const Use& use) {
    const std::string& name = axis.hyperparameter->name;
    if (!axis.varies())
      single_values_[{axis.where, name}] |= use.to_some;
    else if (use.not_to_all)
      notice(axis.where,
             fmt::format("{}points of grid \"{}\" that differ only in {} are equal and trained once",
                         use.to_some ? "some " : "", grid, name),
             name);
  }

  void notice(const std::string& where, const std::string& what, const std::string& name) {
    plan_.notices.push_back(
        fmt::format("{}: {} ({})", where, what, purpose_text(find_hyperparameter(name, where))));
  }

  static void apply(const Axis& axis, std::size_t choice, TrialSpec& spec) {
    set_value(spec, *axis.hyperparameter, axis.values[choice], axis.where);
  }

  static TrialSpec with_defaults(const std::vector<const Axis*>& axes,
                                 const std::vector<std::size_t>& choice) {
    TrialSpec given;
    for (std::size_t i = 0; i < axes.size(); ++i) apply(*axes[i], choice[i], given);
    TrialSpec spec = default_spec(given.method, given.arch);
    for (std::size_t i = 0; i < axes.size(); ++i) apply(*axes[i], choice[i], spec);
    return spec;
  }

  // Makes `point` the next one by changing only what differs, a single value for most of a million points.
  // Returns false after the last one.
  static bool advance(const std::vector<const Axis*>& axes, std::vector<std::size_t>& choice,
                      TrialSpec& point) {
    bool changes_defaults = false;
    for (std::size_t i = axes.size(); i-- > 0;) {
      if (axes[i]->values.size() == 1) continue;
      const std::string& name = axes[i]->hyperparameter->name;
      changes_defaults = changes_defaults || name == "method" || name == "arch";
      const bool has_next = ++choice[i] < axes[i]->values.size();
      if (!has_next) choice[i] = 0;
      apply(*axes[i], choice[i], point);
      if (!has_next) continue;
      if (changes_defaults) point = with_defaults(axes, choice);
      return true;
    }
    return false;
  }

  void add_point(const std::string& grid, const TrialSpec& point) {
    TrialSpec spec = canonical(point);
    std::string key = trial_key(spec);
    if (keys_.insert(key).second)
      plan_.trials.push_back({std::move(key), grid, std::move(spec)});
    else
      ++plan_.merged;
  }

  const std::vector<std::string>& datasets_;
  Axes overrides_;
  const SweepDocument* document_ = nullptr;  // the one being read
  SweepPlan plan_;
  std::unordered_set<std::string> keys_;
  std::map<std::pair<std::string, std::string>, bool>
      single_values_;  // by place and name: whether one matters
  int grids_ = 0;
};

}  // namespace

SweepPlan read_sweep_file(const std::string& path, const std::vector<std::string>& datasets,
                          const std::vector<Assignment>& overrides) {
  const std::vector<SweepDocument> documents = read_sweep_documents(path);
  SweepPlan plan = Reader(datasets, overrides).read(documents);
  plan.file = path;
  plan.text = text_of(documents);
  for (const Assignment& one : overrides)
    plan.overrides +=
        fmt::format("{} = {}\n", one.hyperparameter->name,
                    (one.values.size() == 1 ? one.values[0] : nlohmann::json(one.values)).dump());
  return plan;
}

}  // namespace friendly
