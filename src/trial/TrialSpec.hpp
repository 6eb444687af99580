#pragma once
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "trial/Field.hpp"

namespace friendly {

/// The value of a real hyperparameter that is not set, and of a measurement that does not exist.
inline constexpr double kUnset = std::numeric_limits<double>::quiet_NaN();

/// Everything that determines a trial's numbers: one point of a grid. The initialisers are the general
/// defaults. Most are the released code's; `run`, `dataset` and those that docs/method.md lists under "Where
/// paper and released code differ" are our own. default_spec() applies the defaults that depend on
/// architecture and method. HyperparameterTable.cpp explains each member.
struct TrialSpec {
  std::string method = "nft";
  std::string dataset = "fashion";
  std::string arch = "ff";
  std::int64_t run = 1;
  std::int64_t seed = 1;
  std::int64_t epochs = 200;
  std::int64_t batch_size = 32;
  std::int64_t test_batch_size = 512;
  std::string test_when = "end";
  IntList log_epochs;
  std::string optim = "adam";
  double lr_clf = 1e-4;
  double weight_decay_clf = 1e-8;
  std::string cos_scheduler = "none";
  double lr_factor_clf = 1;
  double ratio_simp = 0.25;
  std::string scaling = "quadratic";
  std::int64_t iterations_simp = 1;
  std::string simplifier = "unet";
  std::int64_t n_deep = 4;
  std::int64_t n_filters_base = 64;
  IntList hidden;
  std::string activation = "relu";
  bool target_conditioning = false;
  bool sigmoid_postprocessing = false;
  double lr_simp = 1e-4;
  double weight_decay_simp = 1e-8;
  double beta_simp = 10;
  double acc_thres = kUnset;
  double step_simp = 0.1;
  double conf_thres = kUnset;
  bool carry_gradient = true;
  double noisy_labels = 0;
  bool data_augmentation = false;
  bool dropout = true;
  std::int64_t n_train = 0;
  std::int64_t n_examples = 1000;
  double noise = 0.1;
  std::string dtype = "float32";
};

/// The defaults for `method` and `arch` (docs/method.md, "Optimisers and schedules").
TrialSpec default_spec(const std::string& method, const std::string& arch);

/// `spec` with every hyperparameter that it does not use, given its method, simplifier, data set and so on,
/// reset to the default, so that points which would train the same thing become equal.
TrialSpec canonical(const TrialSpec& spec);

nlohmann::json to_json(const TrialSpec& spec);

/// The inverse of to_json(). What `object` lacks has the default for its method and architecture: the version
/// that wrote it did not have that hyperparameter. Throws UserError naming the first value of another type.
TrialSpec spec_from_json(const nlohmann::json& object);

/// Identity of a trial: the first 16 hexadecimal digits of the SHA-256 of the canonical specification's JSON,
/// from which hyperparameters added after version 0.1.0 are absent while they have their defaults.
std::string trial_key(const TrialSpec& spec);

/// Between the names of the grids that have a point.
inline const std::string kBetweenGrids = ", ";

/// One point of a sweep: what to train, its trial_key(), and the name of the grid that it comes from, or of
/// all that have it.
struct Trial {
  std::string key;
  std::string grid;
  TrialSpec spec;
};

}  // namespace friendly
