#pragma once
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "trial/Field.hpp"

namespace friendly {

/// A real hyperparameter that may be left unset.
inline constexpr double kUnset = std::numeric_limits<double>::quiet_NaN();

/// Everything that decides a trial's numbers: one point of a grid. The initialisers are the released code's
/// defaults; default_spec() applies those that depend on architecture and method. Hyperparameters.hpp says
/// what each member means.
struct TrialSpec {
  std::string method = "nft";
  std::string dataset = "fashion";
  std::string arch = "ff";
  std::int64_t run = 1;
  std::int64_t seed = 1;
  std::int64_t epochs = 200;
  std::int64_t batch_size = 32;
  std::int64_t test_batch_size = 512;
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

/// The defaults for one architecture and method (docs/method.md, "Optimisers and schedules").
TrialSpec default_spec(const std::string& method, const std::string& arch);

/// `spec` with every hyperparameter that its method, simplifier or data set does not use set back to the
/// default, so that points which train the same thing are the same point.
TrialSpec canonical(const TrialSpec& spec);

nlohmann::json to_json(const TrialSpec& spec);
TrialSpec spec_from_json(const nlohmann::json& object);

/// Identity of a trial: 16 hexadecimal digits of the SHA-256 of the canonical specification.
std::string trial_key(const TrialSpec& spec);

/// One point of a sweep: what is trained and the name of the grid that asked for it.
struct Trial {
  std::string key;
  std::string grid;
  TrialSpec spec;
};

}  // namespace friendly
