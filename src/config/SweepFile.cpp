#include "config/SweepFile.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "config/GridPoints.hpp"
#include "config/SearchText.hpp"
#include "config/TrialOptions.hpp"
#include "core/Error.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

/// Whether a hyperparameter matters to the points of a grid.
struct Use {
  bool to_some = false, not_to_all = false;

  bool is_settled(const Axis& axis) const { return to_some && (not_to_all || !axis.varies()); }
};

/// What a grid says, or [defaults]; by name of the hyperparameter.
struct GridText {
  std::map<std::string, Axis> axes;
  std::map<std::string, std::pair<Range, std::string>> ranges;  ///< each with its place
  std::optional<Sampling> sampling;
  std::optional<Halving> halving;
  std::string sampling_place, halving_place;
};

/// Adds the grids of a sweep's files to its plan.
class Reader {
 public:
  Reader(const std::vector<std::string>& datasets, const std::vector<Assignment>& overrides)
      : datasets_(datasets) {
    for (const Assignment& one : overrides)
      set_axis({one.hyperparameter, one.values, "command line: --set"}, overrides_);
  }

  SweepPlan read(const std::vector<SweepDocument>& documents) {
    for (const SweepDocument& document : documents) {
      document_ = &document;
      add_document();
    }
    for (const auto& [place, matters] : searches_)
      if (!matters)
        plan_.notices.push_back(fmt::format("{}: search changes nothing (no grid has a range)", place));
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
    GridText defaults;
    if (const auto* node = content.get("defaults")) {
      if (!node->is_table())
        refuse(at(*node), "defaults is not a table", "it holds hyperparameters", "write [defaults]");
      read_table(*node->as_table(), defaults);
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

  void read_table(const toml::table& table, GridText& grid) const {
    for (const auto& [key, node] : table) {
      if (key == "name" && node.is_string()) continue;  // the grid's own
      const std::string where = at(node);
      if (key == "search") {
        grid.sampling = sampling_of(*document_, node);
        grid.sampling_place = where;
      } else if (key == "halving") {
        grid.halving = halving_of(*document_, node);
        grid.halving_place = where;
      } else {
        read_values(find_hyperparameter(std::string(key.str()), where), node, grid);
      }
    }
  }

  void read_values(const Hyperparameter& row, const toml::node& node, GridText& grid) const {
    const std::string where = at(node);
    if (const auto range = range_of(*document_, node)) {
      check_may_be_drawn(row, *range, where);
      check_values(row, range->values, where);  // its ends, or choices
      grid.axes.erase(row.name);
      grid.ranges.insert_or_assign(row.name, std::pair(*range, where));
      return;
    }
    const nlohmann::json value = json_of(*document_, node);
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
    set_axis(std::move(axis), grid);
  }

  void check_values(const Hyperparameter& row, const std::vector<nlohmann::json>& values,
                    const std::string& where) const {
    TrialSpec scratch;
    for (const nlohmann::json& value : values) {
      set_value(scratch, row, value, where);
      if (row.name == "dataset") check_dataset_name(scratch.dataset, datasets_, where);
    }
  }

  // It replaces an axis or a range of the same hyperparameter.
  void set_axis(Axis axis, GridText& grid) const {
    check_values(*axis.hyperparameter, axis.values, axis.where);
    grid.ranges.erase(axis.hyperparameter->name);
    grid.axes.insert_or_assign(axis.hyperparameter->name, std::move(axis));
  }

  void draw(const std::string& name, GridText& grid) {
    if (grid.ranges.empty()) return;
    if (!grid.sampling)
      refuse(grid.ranges.begin()->second.second,
             fmt::format("{} of grid \"{}\" is a range", grid.ranges.begin()->first, name),
             "nothing says how many points to draw from it",
             "add search = { method = \"sobol\", points = 64 } to the grid");
    const auto points = static_cast<std::uint64_t>(grid.sampling->points);
    if (grid.sampling->method == "sobol" && (points & (points - 1)) != 0)
      plan_.notices.push_back(fmt::format(
          "{}: a Sobol sequence covers its ranges most evenly with a power of two of points, not with {}",
          grid.sampling_place, points));
    const auto units = unit_points(*grid.sampling, grid.ranges.size());
    std::size_t dimension = 0;
    for (const auto& [hyperparameter, range] : std::exchange(grid.ranges, {})) {
      Axis axis{&find_hyperparameter(hyperparameter, range.second), {}, range.second, true};
      for (const auto& unit : units) axis.values.push_back(range.first.at(unit[dimension]));
      if (axis.hyperparameter->role == Hyperparameter::Role::experiment)
        plan_.notices.push_back(fmt::format(
            "{}: points of grid \"{}\" that differ in {} belong to different experiments, so they are "
            "not compared with each other",
            axis.where, name, hyperparameter));
      set_axis(std::move(axis), grid);
      ++dimension;
    }
  }

  void add_grid(const toml::table& table, const GridText& defaults) {
    ++grids_;
    grid_place_ = at(table);
    GridText grid = defaults;
    read_table(table, grid);
    const std::string name = table["name"].value_or(fmt::format("grid{}", grids_));
    if (table.contains("search") && grid.ranges.empty())
      refuse(grid.sampling_place, fmt::format("grid \"{}\" has a search and no range", name),
             "a search draws its points from ranges", "write, for instance, lr_clf = { log = [1e-5, 1e-2] }");
    for (const auto& [hyperparameter, axis] : overrides_.axes) set_axis(axis, grid);
    if (grid.sampling) searches_[grid.sampling_place] |= !grid.ranges.empty();
    draw(name, grid);
    std::vector<Axis> axes;
    for (auto& [hyperparameter, axis] : grid.axes) axes.push_back(std::move(axis));
    std::vector<Use> uses(axes.size());
    const std::size_t first = plan_.trials.size();
    for_each_point(axes, [&](const TrialSpec& point) {
      add_point(name, point, grid.halving.has_value());
      for (std::size_t i = 0; i < axes.size(); ++i)
        if (!uses[i].is_settled(axes[i]))
          (is_used(*axes[i].hyperparameter, point) ? uses[i].to_some : uses[i].not_to_all) = true;
    });
    for (std::size_t i = 0; i < axes.size(); ++i) take_note(name, axes[i], uses[i]);
    if (grid.halving) add_races(name, grid, first, table.contains("halving"));
  }

  void add_races(const std::string& name, const GridText& grid, std::size_t first, bool is_own_halving) {
    const std::vector<Trial> trials(plan_.trials.begin() + static_cast<std::ptrdiff_t>(first),
                                    plan_.trials.end());
    bool has_plan = false;
    for (const Trial& trial : trials) {
      has_plan = has_plan || trial.spec.method != "ct";
      if (!grid.halving->rungs.empty() && grid.halving->rungs.back() >= trial.spec.epochs)
        refuse(grid.halving_place,
               fmt::format("grid \"{}\" has a rung at epoch {} of {}", name, grid.halving->rungs.back(),
                           trial.spec.epochs),
               "the last epoch is a rung of its own", "choose rungs below the number of epochs");
    }
    if (has_plan && grid.halving->over == Halving::Over::epochs)
      plan_.notices.push_back(fmt::format(
          "{}: early validation errors favour settings that simplify for a short time, since the plan of "
          "grid \"{}\" stretches with epochs (docs/search.md)",
          grid.halving_place, name));
    bool may_leave = false;
    for (Race& race : make_races(name, *grid.halving, trials)) {
      may_leave = may_leave || race.rungs.back().places < race.contenders.size();
      if (!race_names_.insert(race.name).second)
        refuse(grid.halving_place, fmt::format("another grid with a halving is named \"{}\"", name),
               "their races would have the same names", "give it another name");
      plan_.races.push_back(std::move(race));
    }
    if (!may_leave && is_own_halving)
      plan_.notices.push_back(
          fmt::format("{}: no setting of grid \"{}\" can leave: its races have too few settings or rungs, or "
                      "keep too many",
                      grid.halving_place, name));
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

  void add_point(const std::string& grid, const TrialSpec& point, bool races) {
    TrialSpec spec = canonical(point);
    std::string key = trial_key(spec);
    const auto [found, is_new] = places_.try_emplace(key, Place{plan_.trials.size(), grids_, races});
    if (is_new) {
      plan_.trials.push_back({std::move(key), grid, std::move(spec)});
      return;
    }
    ++plan_.merged;
    Place& place = found->second;
    if (place.last_grid == grids_) return;
    if (races || place.races)
      refuse(grid_place_,
             fmt::format("grid \"{}\" has a point of grid \"{}\"", grid, plan_.trials[place.trial].grid),
             "one of the two has a halving, and a trial runs in one race only",
             "make the grids differ, or omit the halving");
    plan_.trials[place.trial].grid += kBetweenGrids + grid;
    place.last_grid = grids_;
  }

  /// Where a point is in the plan, and which grid was the last to have it.
  struct Place {
    std::size_t trial;
    int last_grid;
    bool races;
  };

  const std::vector<std::string>& datasets_;
  GridText overrides_;
  const SweepDocument* document_ = nullptr;  // the one being read
  SweepPlan plan_;
  std::unordered_map<std::string, Place> places_;  // by key
  std::map<std::pair<std::string, std::string>, bool>
      single_values_;  // by place and name: whether one matters
  std::set<std::string> race_names_;
  std::map<std::string, bool> searches_;  // by place: whether one matters
  std::string grid_place_;                // of the grid that is being read
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
