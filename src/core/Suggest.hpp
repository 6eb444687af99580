#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace friendly {

/// The candidate nearest to `name` by edit distance, the first if tied. `candidates` must not be empty.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

/// The candidates as text: "a, b or c".
std::string alternatives(const std::vector<std::string>& candidates);

}  // namespace friendly
