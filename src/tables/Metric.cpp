#include "tables/Metric.hpp"

#include <fmt/format.h>

#include "core/Error.hpp"
#include "core/Suggest.hpp"

namespace friendly {
namespace {

Metric error_metric(const std::string& name, const std::string& title, double TrialResult::*accuracy) {
  return {name, title, [accuracy](const TrialResult& result) { return 100 * (1 - result.*accuracy); }, -1};
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::vector<Metric> all_metrics() {
  std::vector<Metric> metrics = {error_metric("test_error", "test error %", &TrialResult::best_test_acc),
                                 error_metric("val_error", "val. error %", &TrialResult::best_val_acc),
                                 error_metric("train_error", "train error %", &TrialResult::best_train_acc)};
  for (const auto& field : result_fields())
    std::visit(
        [&, name = field.name](auto member) {
          if constexpr (std::is_arithmetic_v<std::decay_t<decltype(TrialResult{}.*member)>>)
            metrics.push_back(
                {name, name,
                 [member](const TrialResult& result) { return static_cast<double>(result.*member); },
                 ends_with(name, "_acc") || ends_with(name, "_acc_seen") ? 1 : 0});
        },
        field.member);
  return metrics;
}

}  // namespace

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const Metric& metric : all_metrics()) names.push_back(metric.name);
  return names;
}

Metric find_metric(const std::string& name) {
  for (Metric& metric : all_metrics())
    if (metric.name == name) return std::move(metric);
  throw UserError(fmt::format("command line: there is no metric \"{}\"", name),
                  unknown_name(name, metric_names()),
                  "use test_error or a numeric column of /trials, such as best_test_acc or seconds");
}

}  // namespace friendly
