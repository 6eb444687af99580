#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace friendly {

/// The values that a search may give to a hyperparameter.
struct Range {
  enum class Kind {
    uniform,  ///< real numbers
    log,      ///< real numbers, their logarithms being uniform
    integer,  ///< from the first to the last one
    choice    ///< any of a list
  };
  Kind kind = Kind::uniform;
  std::vector<nlohmann::json> values;  ///< lowest and highest; of a choice, all

  /// The value at `unit`, in [0, 1). Real numbers are rounded to six digits, which the last bits of
  /// different mathematical libraries do not reach.
  nlohmann::json at(double unit) const;
};

/// The words for `kind` in sweep files, in the order of Range::Kind.
const std::vector<std::string>& range_kinds();

/// The range `{ word = values }` of a sweep file. Throws UserError naming `where`.
Range make_range(const std::string& word, const nlohmann::json& values, const std::string& where);

}  // namespace friendly
