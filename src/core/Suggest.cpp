#include "core/Suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <optional>

namespace friendly {
namespace {

constexpr std::size_t kShortestBeginning = 3;  // letters
constexpr std::size_t kFew = 8;                // names that a message may list

// The Levenshtein distance in which two neighbours that have changed places count as one edit, computed one
// row of the table at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      row[j + 1] = std::min({above[j] + (a[i] == b[j] ? 0 : 1), row[j] + 1, above[j + 1] + 1});
      const bool have_swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
      if (have_swapped) row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
    }
  }
  return row.back();
}

std::string normalised(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
  std::string text(name);
  for (char& letter : text)
    letter = letter == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

bool one_begins_the_other(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  return shorter >= kShortestBeginning && a.substr(0, shorter) == b.substr(0, shorter);
}

// The edit distance of two normalised names; nothing if they are not near.
std::optional<std::size_t> nearness(std::string_view a, std::string_view b) {
  const std::size_t distance = edit_distance(a, b);
  if (3 * distance <= std::max(a.size(), b.size()) || one_begins_the_other(a, b)) return distance;
  return {};
}

}  // namespace

std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& candidates,
                                    const Aliases& aliases) {
  const std::string wanted = normalised(name);
  std::vector<std::string> names;
  for (auto [alias, end] = aliases.equal_range(wanted); alias != end; ++alias) names.push_back(alias->second);
  if (!names.empty()) return names;
  std::optional<std::size_t> least;
  for (const std::string& candidate : candidates) {
    const auto distance = nearness(wanted, normalised(candidate));
    if (!distance || (least && *least <= *distance)) continue;
    least = distance;
    names = {candidate};
  }
  return names;
}

std::string unknown_name(std::string_view name, const std::vector<std::string>& candidates,
                         const Aliases& aliases) {
  const auto near = near_names(name, candidates, aliases);
  if (!near.empty())
    return fmt::format("the nearest {} {}", near.size() == 1 ? "is" : "are", alternatives(near, "and"));
  if (candidates.size() > kFew) return "nothing has a similar name";
  return "it is none of " + alternatives(candidates, "and");
}

std::string correction(std::string_view name, const std::vector<std::string>& candidates) {
  const auto near = near_names(name, candidates);
  return near.empty() ? "use one of these" : fmt::format("did you mean {}?", near.front());
}

std::string alternatives(const std::vector<std::string>& candidates, std::string_view conjunction) {
  std::string text;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) text += i + 1 == candidates.size() ? fmt::format(" {} ", conjunction) : ", ";
    text += candidates[i];
  }
  return text;
}

}  // namespace friendly
