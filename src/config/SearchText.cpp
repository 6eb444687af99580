#include "config/SearchText.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/Error.hpp"
#include "core/Suggest.hpp"

namespace friendly {
namespace {

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
    const auto value = table_->get(member) != nullptr ? json_of(document_, *table_->get(member)) : nullptr;
    if (value.is_string() && std::count(choices.begin(), choices.end(), value.get<std::string>()) > 0)
      return value;
    refuse(place_of(member), fmt::format("{} of {} is {}", member, name_, value.dump()),
           "it is " + alternatives(choices));
  }

  std::int64_t count(const char* member, std::int64_t least, std::int64_t otherwise) const {
    if (!has(member)) return otherwise;
    const auto value = json_of(document_, *table_->get(member));
    if (value.is_number_integer() && value >= least) return value;
    refuse(place_of(member), fmt::format("{} of {} is {}", member, name_, value.dump()),
           fmt::format("it is an integer >= {}", least));
  }

  double share(const char* member, double otherwise) const {
    if (!has(member)) return otherwise;
    const auto value = json_of(document_, *table_->get(member));
    if (value.is_number() && value > 0 && value < 1) return value;
    refuse(place_of(member), fmt::format("{} of {} is {}", member, name_, value.dump()),
           "it is a number between 0 and 1");
  }

  std::vector<std::int64_t> increasing_counts(const char* member) const {
    const auto value = has(member) ? json_of(document_, *table_->get(member)) : nullptr;
    const auto is_count = [](const auto& one) { return one.is_number_integer() && one > 0; };
    if (!value.is_array() || value.empty() || !std::all_of(value.begin(), value.end(), is_count) ||
        std::adjacent_find(value.begin(), value.end(), std::greater_equal<>()) != value.end())
      refuse(place_of(member), fmt::format("{} of {} is {}", member, name_, value.dump()),
             "it is a list of increasing numbers of epochs");
    return value;
  }

  [[noreturn]] void refuse(const std::string& where, const std::string& what, const std::string& why) const {
    throw UserError(where + ": " + what, why, "write it like " + example_);
  }

  std::string place_of(const char* member) const {
    return has(member) ? document_.at(*table_->get(member)) : where_;
  }

 private:
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

Sampling sampling_of(const SweepDocument& document, const toml::node& node) {
  const Members members(document, node, "search", "search = { method = \"sobol\", points = 64, seed = 1 }",
                        {"method", "points", "seed"});
  Sampling sampling;
  if (members.has("method")) sampling.method = members.word("method", {"sobol", "random"});
  sampling.points = members.count("points", 1, 0);
  if (sampling.points == 0)
    members.refuse(document.at(node), "search has no points", "it says how many to draw");
  sampling.seed = members.count("seed", 0, sampling.seed);
  return sampling;
}

Halving halving_of(const SweepDocument& document, const toml::node& node) {
  const Members members(document, node, "halving",
                        "halving = { over = \"run\", keep = 0.5 } or { over = \"epochs\", rungs = [20, 60] }",
                        {"over", "keep", "rungs", "brackets"});
  Halving halving;
  const bool is_over_run = members.word("over", {"run", "epochs"}) == "run";
  halving.over = is_over_run ? Halving::Over::run : Halving::Over::epochs;
  halving.keep = members.share("keep", halving.keep);
  for (const char* member : {"rungs", "brackets"})
    if (is_over_run && members.has(member))
      members.refuse(members.place_of(member), fmt::format("halving over run has no {}", member),
                     "each run is a rung");
  if (is_over_run) return halving;
  halving.rungs = members.increasing_counts("rungs");
  halving.brackets = members.count("brackets", 1, 1);
  if (halving.brackets > static_cast<std::int64_t>(halving.rungs.size()) + 1)
    members.refuse(members.place_of("brackets"), fmt::format("halving has {} brackets", halving.brackets),
                   fmt::format("with {} rungs and the last epoch there are {} at most", halving.rungs.size(),
                               halving.rungs.size() + 1));
  return halving;
}

}  // namespace friendly
