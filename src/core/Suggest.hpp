#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace friendly {

/// Other words for names, in lower case: "lr" for "lr_clf" and for "lr_simp".
using Aliases = std::multimap<std::string, std::string>;

/// The candidates that may be meant by `name`: those that it is an alias of, or else the nearest by edit
/// distance, the first if tied. A candidate is near if a third of its letters or fewer differ, or if one of
/// the two begins with the other, of three letters or more. Case, leading dashes, and dashes for underscores
/// do not matter. Empty if nothing is near.
std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& candidates,
                                    const Aliases& aliases = {});

/// Why `name` is refused: "the nearest is a", "the nearest are a and b", or, if nothing is near, "it is none
/// of a, b and c", as long as these are few.
std::string unknown_name(std::string_view name, const std::vector<std::string>& candidates,
                         const Aliases& aliases = {});

/// What to do about it where the candidates are listed already: "did you mean a?", or "use one of these".
std::string correction(std::string_view name, const std::vector<std::string>& candidates);

/// The candidates as text: "a, b or c".
std::string alternatives(const std::vector<std::string>& candidates, std::string_view conjunction = "or");

}  // namespace friendly
