#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "optim/CosineAnnealing.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// The learning rate of one replica's classifier over time (docs/method.md, "Optimisers and schedules"). It
/// is constant for all optimisers but SGD.
class RateSchedule {
 public:
  /// Throws UserError if the plan leaves no epoch for the schedule's first cosine.
  RateSchedule(const TrialSpec& spec, std::int64_t steps_with_simp);

  /// The current learning rate.
  double rate() const { return rate_; }
  /// Call before the classifier's update at step `step` (from 0, over the whole run).
  void before_step(std::int64_t step);
  /// Call after an epoch at whose last minibatch the plan was at `scale`.
  void after_epoch(double scale);

  /// The state for a checkpoint; load() restores it in a schedule of the same specification.
  nlohmann::json save() const;
  void load(const nlohmann::json& saved);

 private:
  CosineAnnealing cosine_for_refinement() const;

  std::string kind_;
  double base_rate_, factor_, rate_;
  std::int64_t epochs_, epochs_with_simp_, refinement_step_;
  CosineAnnealing cosine_;
  bool is_refining_ = false;
};

}  // namespace friendly
