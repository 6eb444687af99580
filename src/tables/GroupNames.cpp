#include "tables/GroupNames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace friendly {
namespace {

using Role = Hyperparameter::Role;

constexpr const char* kExpected[] = {"dataset", "arch", "method"};

}  // namespace

std::vector<const Hyperparameter*> naming_hyperparameters(const std::vector<Group>& groups) {
  std::vector<const Hyperparameter*> naming;
  for (const char* name : kExpected) naming.push_back(&find_hyperparameter(name, "table"));
  for (const auto& row : hyperparameters()) {
    if (row.role != Role::experiment || std::find(naming.begin(), naming.end(), &row) != naming.end())
      continue;
    const auto differs = [&](const Group& group) {
      return value_text(row, group.spec) != value_text(row, groups.front().spec);
    };
    if (std::any_of(groups.begin(), groups.end(), differs)) naming.push_back(&row);
  }
  return naming;
}

std::vector<std::string> names_of(const Group& group, const std::vector<const Hyperparameter*>& naming,
                                  const std::string& unused) {
  std::vector<std::string> cells;
  for (const Hyperparameter* row : naming)
    cells.push_back(is_used(*row, group.spec) ? value_text(*row, group.spec) : unused);
  return cells;
}

std::string group_name(const Group& group, const std::vector<const Hyperparameter*>& naming) {
  std::vector<std::string> words;
  for (const Hyperparameter* row : naming) {
    if (!is_used(*row, group.spec)) continue;
    const bool needs_its_name = words.size() >= std::size(kExpected);
    words.push_back((needs_its_name ? row->name + "=" : "") + value_text(*row, group.spec));
  }
  return fmt::format("{}", fmt::join(words, "-"));
}

}  // namespace friendly
