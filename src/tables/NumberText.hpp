#pragma once
#include <string>
#include <vector>

namespace friendly {

/// A number for people, in a format of {fmt}'s; "–" if it is not finite.
std::string number_text(double value, const char* format = "{:.2f}");

/// "mean ± sample deviation" of percentages.
std::string spread_text(const std::vector<double>& values);

}  // namespace friendly
