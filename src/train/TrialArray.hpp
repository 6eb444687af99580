#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "dataset/Dataset.hpp"
#include "net/Factory.hpp"
#include "train/Learner.hpp"
#include "train/StepTable.hpp"
#include "trial/DevelopmentalPlan.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// How far an array has been trained. Passes count within an epoch: 0 is the classifier's, the others are the
/// simplifier's.
struct Position {
  std::int64_t epoch = 0, pass = 0, minibatch = 0;
  std::int64_t step = 0;  ///< classifier steps since the start
};

/// Of two positions of one training, the earlier one is less.
bool operator<(const Position& a, const Position& b);
inline bool operator>(const Position& a, const Position& b) {
  return b < a;
}
inline bool operator==(const Position& a, const Position& b) {
  return !(a < b) && !(b < a);
}
nlohmann::json to_json(const Position& position);
Position position_from_json(const nlohmann::json& numbers);

/// Trials of one shape that are trained together. Replicas are sorted by the end of their plans, the latest
/// first: those that still simplify are always the first ones, and the others cost the simplifier nothing.
struct TrialArray {
  /// `specs` are in any order. Throws UserError if the networks do not fit the data.
  TrialArray(std::vector<TrialSpec> specs, const Dataset& data, const torch::Device& device);

  std::int64_t replicas() const { return static_cast<std::int64_t>(specs.size()); }
  /// How many replicas, from the first on, simplify at classifier step `step`.
  std::int64_t simplifying(std::int64_t step) const;
  Tile all() const { return {0, replicas()}; }
  /// The first `count` replicas in the tiles in which they are computed: all at once, unless one of the
  /// networks takes them one by one.
  std::vector<Tile> tiles(std::int64_t count) const;
  /// DevelopmentalPlan::scale() of the tile's replicas at classifier step `step`.
  std::vector<double> scales(std::int64_t step, const Tile& tile) const;
  /// One number per replica of a tile as a tensor [A] of the computation's type.
  torch::Tensor column(const std::vector<double>& numbers) const;
  /// The same of a hyperparameter of the tile's replicas.
  template <class Number>
  torch::Tensor column(Number TrialSpec::*member, const Tile& tile) const {
    std::vector<double> numbers;
    for (std::int64_t r = tile.first; r < tile.end(); ++r)
      numbers.push_back(static_cast<double>(spec(r).*member));
    return column(numbers);
  }
  /// Fills a table with one number for each replica and each of an epoch's classifier steps, [steps, R] in
  /// float64.
  void set_for_epoch(StepTable& table,
                     const std::function<double(std::int64_t step, std::int64_t replica)>& number) const;
  /// Whether the replica ever uses a simplifier. Beside neighbours that do, it has one in any case.
  bool uses_simplifier(std::size_t replica) const {
    return simplifier.has_value() && plans[replica].steps_with_simp() > 0;
  }
  /// Draws the dropout keys of the pass at `position`.
  void start_pass();
  /// Puts those of the step at `position` into their place.
  void start_step() {
    if (classifier.state().dropout_keys.defined()) dropout_keys_.select(position.minibatch);
  }
  const TrialSpec& spec(std::int64_t replica) const { return specs[static_cast<std::size_t>(replica)]; }

  std::vector<TrialSpec> specs;          ///< by replica
  std::vector<std::size_t> order;        ///< by replica: index of its trial in the bundle
  std::vector<DevelopmentalPlan> plans;  ///< by replica
  torch::TensorOptions options;          ///< dtype and device
  Learner<Classifier> classifier;
  std::optional<Learner<Simplifier>> simplifier;  ///< if the method is NFT and any replica simplifies
  Position position;
  std::int64_t minibatches;  ///< classifier steps of an epoch
  /// Whether a step may look at numbers that it has computed. On a CPU they are at hand, and a step that need
  /// not be completed ends early; for a GPU's numbers everything would wait.
  bool may_look;

 private:
  StepTable dropout_keys_;  ///< int64 [steps, R]
};

/// Minibatches of a pass over the training data; the last may be short.
std::int64_t minibatch_count(const TrialSpec& spec, const Dataset& data);

/// What defines the simplifier that `spec` names.
SimplifierOptions simplifier_options(const TrialSpec& spec);

/// `device`, and the type of parameters, data, losses and updates that `spec` names.
torch::TensorOptions tensor_options(const TrialSpec& spec, const torch::Device& device);

/// The type of the networks' activations.
torch::Dtype activation_type(const TrialSpec& spec);

/// Throws UserError if networks, schedule or minibatches of `spec` do not fit each other or `data`, so that
/// training would fail. Allocates no parameters.
void check_trainable(const TrialSpec& spec, const Dataset& data);

}  // namespace friendly
