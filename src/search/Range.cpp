#include "search/Range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/Error.hpp"
#include "core/Suggest.hpp"

namespace friendly {
namespace {

double rounded(double value) {
  return std::stod(fmt::format("{:.5e}", value));
}

[[noreturn]] void refuse(const std::string& where, const std::string& word, const nlohmann::json& values,
                         const std::string& why) {
  const char* example = word == "choice" ? "choice = [64, 96, 128]"
                        : word == "int"  ? "int = [1, 20]"
                        : word == "log"  ? "log = [1e-6, 1e-3]"
                                         : "uniform = [0, 1]";
  throw UserError(fmt::format("{}: {{ {} = {} }} is not a range", where, word, values.dump()), why,
                  fmt::format("write it like {{ {} }}", example));
}

void check_bounds(const Range& range, const nlohmann::json& values, const std::string& word,
                  const std::string& where) {
  const auto is_number = [&](const nlohmann::json& value) {
    return range.kind == Range::Kind::integer ? value.is_number_integer() : value.is_number();
  };
  if (range.values.size() != 2 || !std::all_of(range.values.begin(), range.values.end(), is_number))
    refuse(where, word, values,
           fmt::format("it takes the lowest and the highest {}", word == "int" ? "integer" : "number"));
  for (const nlohmann::json& value : range.values)
    if (!std::isfinite(value.get<double>()))
      throw UserError(fmt::format("{}: a range to infinity, or of nan", where), "its ends are finite numbers",
                      "change them");
  if (range.values[0] >= range.values[1])
    refuse(where, word, values, "the first number is lower than the second");
  if (range.kind == Range::Kind::log && range.values[0] <= 0)
    refuse(where, word, values, "only positive numbers have logarithms");
}

}  // namespace

const std::vector<std::string>& range_kinds() {
  static const std::vector<std::string> words = {"uniform", "log", "int", "choice"};
  return words;
}

Range make_range(const std::string& word, const nlohmann::json& values, const std::string& where) {
  const auto& words = range_kinds();
  const auto known = std::find(words.begin(), words.end(), word);
  if (known == words.end())
    throw UserError(fmt::format("{}: there is no range \"{}\"", where, word),
                    fmt::format("a range is {}", alternatives(words)), correction(word, words));
  Range range;
  range.kind = static_cast<Range::Kind>(known - words.begin());
  if (values.is_array()) range.values.assign(values.begin(), values.end());
  if (range.kind != Range::Kind::choice)
    check_bounds(range, values, word, where);
  else if (range.values.empty())
    refuse(where, word, values, "it takes a list of values");
  return range;
}

nlohmann::json Range::at(double unit) const {
  if (kind == Kind::choice)
    return values[static_cast<std::size_t>(unit * static_cast<double>(values.size()))];
  if (kind == Kind::integer) {
    const std::int64_t low = values[0], high = values[1];
    return low + static_cast<std::int64_t>(unit * static_cast<double>(high - low + 1));
  }
  const double low = values[0], high = values[1];
  const double value = kind == Kind::log ? std::exp(std::log(low) + unit * (std::log(high) - std::log(low)))
                                         : low + unit * (high - low);
  return std::clamp(rounded(value), low, high);
}

}  // namespace friendly
