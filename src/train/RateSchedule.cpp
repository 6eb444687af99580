#include "train/RateSchedule.hpp"

#include <cmath>

#include "core/Error.hpp"

namespace friendly {
namespace {

std::int64_t whole_epochs(double epochs) {
  return static_cast<std::int64_t>(std::floor(epochs));
}

std::int64_t first_period(const TrialSpec& spec) {
  const double epochs = static_cast<double>(spec.epochs);
  // Rounded as in the released code, so that 1 - 0.8 of 10 epochs is 2 and not a little less.
  if (spec.cos_scheduler == "delayed")
    return whole_epochs(std::round((1 - spec.ratio_simp) * 1e5) / 1e5 * epochs) + 1;
  if (spec.cos_scheduler == "restart") return whole_epochs(spec.ratio_simp * epochs);
  return spec.epochs;
}

}  // namespace

RateSchedule::RateSchedule(const TrialSpec& spec, std::int64_t steps_with_simp)
    : kind_(spec.optim == "sgdc+adam" ? spec.cos_scheduler : "none"),
      base_rate_(spec.lr_clf),
      factor_(spec.lr_factor_clf),
      rate_(spec.lr_clf),
      epochs_(spec.epochs),
      epochs_with_simp_(whole_epochs(spec.ratio_simp * static_cast<double>(spec.epochs))),
      refinement_step_(spec.lr_factor_clf != 1 && spec.ratio_simp != 0 ? steps_with_simp : -1),
      cosine_(first_period(spec), spec.lr_clf) {
  // With a factor the second cosine takes over before the first would step.
  if (kind_ == "restart" && epochs_with_simp_ == 0 && refinement_step_ < 0)
    throw UserError("cos_scheduler = restart is not possible here",
                    "its first cosine lasts ratio_simp * epochs epochs, and that is less than one",
                    "raise ratio_simp or epochs, set lr_factor_clf, or use another cos_scheduler");
}

CosineAnnealing RateSchedule::cosine_for_refinement() const {
  return CosineAnnealing(epochs_ - epochs_with_simp_, base_rate_);
}

void RateSchedule::before_step(std::int64_t step) {
  if (step != refinement_step_ || (kind_ != "delayed" && kind_ != "restart")) return;
  rate_ = base_rate_ * factor_;
  is_refining_ = true;
  if (kind_ == "restart") cosine_ = cosine_for_refinement();
}

void RateSchedule::after_epoch(double scale) {
  if (kind_ == "none" || (kind_ == "delayed" && scale > 0)) return;
  rate_ = cosine_.next(rate_);
}

nlohmann::json RateSchedule::save() const {
  return {{"rate", rate_}, {"steps", cosine_.steps_done()}, {"is_refining", is_refining_}};
}

void RateSchedule::load(const nlohmann::json& saved) {
  is_refining_ = saved.at("is_refining").get<bool>();
  if (is_refining_ && kind_ == "restart") cosine_ = cosine_for_refinement();
  cosine_.set_steps_done(saved.at("steps").get<std::int64_t>());
  rate_ = saved.at("rate").get<double>();
}

}  // namespace friendly
