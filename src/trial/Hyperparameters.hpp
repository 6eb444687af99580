#pragma once
#include <limits>
#include <string>
#include <vector>

#include "trial/Field.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// One row of the table from which command line, sweep files, HDF5 columns, hashing and help are derived.
/// Names are the released code's (docs/method.md, "Names").
struct Hyperparameter : Field<TrialSpec> {
  using Condition = bool (*)(const TrialSpec&);

  /// What part it plays when results are compared.
  enum class Role {
    experiment,  ///< decides what is being compared: another value is another row of a table
    setting,     ///< searched over: the best value is reported
    repetition   ///< averaged over
  };

  std::vector<std::string> choices = {};  ///< allowed words; empty: any
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool lowest_is_open = false;  ///< the value must lie above `lowest`
  bool optional = false;        ///< a real that may be "none"
  Role role = Role::setting;
  bool varies_in_array = false;  ///< the replicas of an array may differ in it
  std::string methods = "";      ///< methods that use it, blank-separated; empty: all
  Condition only_if = nullptr;   ///< a further condition under which it is used; none: always
};

/// The table, in the order of help texts and HDF5 columns.
const std::vector<Hyperparameter>& hyperparameters();

/// Their names, in the same order.
std::vector<std::string> hyperparameter_names();

/// Whether a trial with this method, simplifier and data set reads the hyperparameter at all.
bool is_used(const Hyperparameter& hyperparameter, const TrialSpec& spec);

/// The row called `name`. Throws UserError with the nearest name; `where` is a file and line or "command
/// line".
const Hyperparameter& find_hyperparameter(const std::string& name, const std::string& where);

/// Checks `value` against the row's type and range and puts it into `spec`. Throws UserError.
void set_value(TrialSpec& spec, const Hyperparameter& hyperparameter, const nlohmann::json& value,
               const std::string& where);

/// `text` (as on the command line) as the JSON value that the row's type wants; text that does not parse is
/// returned as a string, for set_value() to refuse.
nlohmann::json parse_value(const Hyperparameter& hyperparameter, const std::string& text);

/// The row's value in `spec` for people: "0.5", "none", "[256, 784]".
std::string value_text(const Hyperparameter& hyperparameter, const TrialSpec& spec);

/// What values the row takes, e.g. "real in [0, 1]" or "ff, cnn or resnet".
std::string value_range_text(const Hyperparameter& hyperparameter);

}  // namespace friendly
