#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "optim/CosineAnnealing.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Learning rate of one replica's classifier over time (docs/method.md, "Optimisers and schedules"). Without SGD
/// it stays where it is.
class RateSchedule {
 public:
  /// Throws UserError for a schedule that the plan leaves no epoch to.
  RateSchedule(const TrialSpec& spec, std::int64_t steps_with_simp);

  double rate() const { return rate_; }
  /// Before the classifier's update at step `step`.
  void before_step(std::int64_t step);
  /// After an epoch whose last minibatch had the plan at `scale`.
  void after_epoch(double scale);

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
