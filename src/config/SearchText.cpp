#include "config/SearchText.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/Error.hpp"
#include "core/Suggest.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kMostPoints = 1'000'000;  // each of which is a trial at least
constexpr std::int64_t kAnyNumber = std::numeric_limits<std::int64_t>::max();

/// Reads the members of a table such as `search = { … }`.
class Members {
 public:
  Members(const SweepDocument& document, const toml::node& node, std::string name, std::string example,
          const std::vector<std::string>& known)
      : document_(document), name_(std::move(name)), example_(std::move(example)), where_(document.at(node)) {
    if (!node.is_table()) refuse(where_, name_ + " is not a table", "it has members");
    table_ = node.as_table();
    for (const auto& [key, member] : *table_)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        throw UserError(fmt::format("{}: {} has no member \"{}\"", document_.at(member), name_, key.str()),
                        unknown_name(key.str(), known), fmt::format("write it like {}", example_));
  }

  bool has(const char* member) const { return table_->contains(member); }

  std::string word(const char* member, const std::vector<std::string>& choices) const {
    const std::string what = alternatives(choices);
    const nlohmann::json value = value_of(member, what);
    if (value.is_string() && std::count(choices.begin(), choices.end(), value.get<std::string>()) > 0)
      return value;
    refuse_value(member, value, what);
  }

  std::int64_t count(const char* member, std::int64_t least, std::int64_t most = kAnyNumber) const {
    const std::string what = most == kAnyNumber ? fmt::format("an integer >= {}", least)
                                                : fmt::format("an integer from {} to {}", least, most);
    const nlohmann::json value = value_of(member, what);
    if (value.is_number_integer() && value >= least && value <= most) return value;
    refuse_value(member, value, what);
  }

  double share(const char* member) const {
    const std::string what = "a number above 0 and below 1";
    const nlohmann::json value = value_of(member, what);
    if (value.is_number() && value > 0 && value < 1) return value;
    refuse_value(member, value, what);
  }

  std::vector<std::int64_t> increasing_counts(const char* member) const {
    const std::string what = "a list of increasing numbers of epochs";
    const nlohmann::json value = value_of(member, what);
    const auto is_count = [](const auto& one) { return one.is_number_integer() && one > 0; };
    if (!value.is_array() || value.empty() || !std::all_of(value.begin(), value.end(), is_count) ||
        std::adjacent_find(value.begin(), value.end(), std::greater_equal<>()) != value.end())
      refuse_value(member, value, what);
    return value;
  }

  [[noreturn]] void refuse(const std::string& where, const std::string& what, const std::string& why) const {
    throw UserError(where + ": " + what, why, "write it like " + example_);
  }

  std::string place_of(const char* member) const {
    return has(member) ? document_.at(*table_->get(member)) : where_;
  }

 private:
  [[noreturn]] void refuse_value(const char* member, const nlohmann::json& value,
                                 const std::string& what) const {
    refuse(place_of(member), fmt::format("{}: {} = {} is not allowed", name_, member, value.dump()),
           fmt::format("{} takes {}", member, what));
  }

  nlohmann::json value_of(const char* member, const std::string& what) const {
    if (!has(member))
      refuse(where_, fmt::format("{} has no {}", name_, member), fmt::format("{} takes {}", member, what));
    return json_of(document_, *table_->get(member));
  }

  const SweepDocument& document_;
  std::string name_, example_, where_;
  const toml::table* table_ = nullptr;
};

}  // namespace

std::optional<Range> range_of(const SweepDocument& document, const toml::node& node) {
  const auto* table = node.as_table();
  if (table == nullptr) return std::nullopt;
  const std::string where = document.at(node);
  if (table->size() != 1)
    throw UserError(fmt::format("{}: a range has {} members", where, table->size()),
                    fmt::format("it has one of {}", alternatives(range_kinds())),
                    "write it like { log = [1e-6, 1e-3] }");
  const auto member = table->begin();
  return make_range(std::string((*member).first.str()), json_of(document, (*member).second), where);
}

void check_may_be_drawn(const Hyperparameter& hyperparameter, const Range& range, const std::string& where) {
  const std::string& name = hyperparameter.name;
  if (hyperparameter.role == Hyperparameter::Role::repetition)
    throw UserError(fmt::format("{}: {} is a range", where, name),
                    fmt::format("all settings are compared with the same values of {}", name),
                    fmt::format("write a list, for instance {} = [1, 2, 3]", name));
  const bool is_real = range.kind == Range::Kind::uniform || range.kind == Range::Kind::log;
  if (is_real && std::holds_alternative<std::int64_t TrialSpec::*>(hyperparameter.member))
    throw UserError(fmt::format("{}: {} is a range of real numbers", where, name), "it takes integers",
                    fmt::format("write it like {} = {{ int = [1, 20] }}", name));
}

Sampling sampling_of(const SweepDocument& document, const toml::node& node) {
  const Members members(document, node, "search", "search = { method = \"sobol\", points = 64, seed = 1 }",
                        {"method", "points", "seed"});
  Sampling sampling;
  if (members.has("method")) sampling.method = members.word("method", {"sobol", "random"});
  sampling.points = members.count("points", 1, kMostPoints);
  if (members.has("seed")) sampling.seed = members.count("seed", 0);
  return sampling;
}

Halving halving_of(const SweepDocument& document, const toml::node& node) {
  const Members members(document, node, "halving",
                        "halving = { over = \"run\", keep = 0.5 } or { over = \"epochs\", rungs = [20, 60] }",
                        {"over", "keep", "rungs", "brackets"});
  Halving halving;
  const bool is_over_run = members.word("over", {"run", "epochs"}) == "run";
  halving.over = is_over_run ? Halving::Over::run : Halving::Over::epochs;
  if (members.has("keep")) halving.keep = members.share("keep");
  for (const char* member : {"rungs", "brackets"})
    if (is_over_run && members.has(member))
      members.refuse(members.place_of(member), fmt::format("halving over run has no {}", member),
                     "each run is a rung");
  if (is_over_run) return halving;
  halving.rungs = members.increasing_counts("rungs");
  if (members.has("brackets")) halving.brackets = members.count("brackets", 1);
  const auto most = static_cast<std::int64_t>(halving.rungs.size()) + 1;
  if (halving.brackets > most)
    members.refuse(members.place_of("brackets"),
                   fmt::format("halving: brackets = {} is not allowed", halving.brackets),
                   fmt::format("there are as many as rungs and one more at most, {} here", most));
  return halving;
}

}  // namespace friendly
