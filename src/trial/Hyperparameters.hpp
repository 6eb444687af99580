#pragma once
#include <limits>
#include <string>
#include <vector>

#include "core/Suggest.hpp"
#include "trial/Field.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// One row of the table from which command line, sweep files, HDF5 columns, hashing and help are derived. The
/// names follow the released code (docs/method.md, "Names").
struct Hyperparameter : Field<TrialSpec> {
  using Condition = bool (*)(const TrialSpec&);

  /// The part it plays when results are compared.
  enum class Role {
    experiment,  ///< defines what is compared: each value has its own row in a table
    setting,     ///< searched over: the best value is reported
    repetition,  ///< averaged over
    evaluation   ///< decides when or how fast to evaluate, and no reported number
  };

  std::vector<std::string> choices = {};  ///< allowed strings; empty: any
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool lowest_is_open = false;  ///< `lowest` itself is not allowed
  bool optional = false;        ///< a real number that may be "none"
  Role role = Role::setting;
  bool varies_in_array = false;           ///< replicas of one array may differ in it
  std::string methods = "";               ///< methods that use it, separated by blanks; empty: all
  Condition only_if = nullptr;            ///< a further condition for its use; null: none
  std::string since = "";                 ///< the version that added it; empty: 0.1.0, the first
  std::vector<std::string> aliases = {};  ///< what others call it, only to suggest its name
};

/// The values in `spec` of all hyperparameters of a role, a line each. Canonical specifications with equal
/// values are of the same experiment, say.
std::string values_of_role(const TrialSpec& spec, Hyperparameter::Role role);

/// The table, in the order of help texts and HDF5 columns.
const std::vector<Hyperparameter>& hyperparameters();

/// Their names, in the same order.
std::vector<std::string> hyperparameter_names();

/// The aliases of all, with the names they lead to.
Aliases hyperparameter_aliases();

/// Whether `spec`, given its method, simplifier, data set and so on, uses the hyperparameter at all.
bool is_used(const Hyperparameter& hyperparameter, const TrialSpec& spec);

/// Whether the value in `spec` is part of the trial's key. A row that was added after version 0.1.0 is part
/// of it only where its value is not the default, so that trials of earlier versions keep their keys.
bool is_in_key(const Hyperparameter& hyperparameter, const TrialSpec& spec);

/// What it is for, and which methods use it, if not all.
std::string purpose_text(const Hyperparameter& hyperparameter);

/// The row called `name`. Throws UserError with the nearest names if there is none. `where` is the place
/// reported: a file and line, or "command line".
const Hyperparameter& find_hyperparameter(const std::string& name, const std::string& where);

/// Checks `value` against the row's type and range and stores it in `spec`. Throws UserError, which reports
/// the place `where`, if it does not fit.
void set_value(TrialSpec& spec, const Hyperparameter& hyperparameter, const nlohmann::json& value,
               const std::string& where);

/// Converts `text` from the command line to a JSON value of the row's type. Text that does not parse is
/// returned as a string, which set_value() then refuses.
nlohmann::json parse_value(const Hyperparameter& hyperparameter, const std::string& text);

/// The row's value in `spec` as readable text, e.g. "0.5", "none" or "[256,784]".
std::string value_text(const Hyperparameter& hyperparameter, const TrialSpec& spec);

/// The values that the row takes, as text, e.g. "a number from 0 to 1" or "ff, cnn or resnet".
std::string value_range_text(const Hyperparameter& hyperparameter);

}  // namespace friendly
