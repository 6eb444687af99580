#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

#include "search/Race.hpp"

namespace friendly {

/// Trials "c.r" of `count` settings, c from 0, with runs r from 1; `lr_clf` tells settings apart.
inline std::vector<Trial> trials_of(int count, int runs, const std::string& dataset = "convex") {
  std::vector<Trial> trials;
  for (int c = 0; c < count; ++c)
    for (int r = 1; r <= runs; ++r) {
      TrialSpec spec;
      spec.method = "ct";
      spec.dataset = dataset;
      spec.run = r;
      spec.lr_clf = 0.001 * (c + 1);
      trials.push_back({fmt::format("{}{}.{}", dataset == "convex" ? "" : dataset, c, r), "grid", spec});
    }
  return trials;
}

/// A rung's places as text: "1 0| 2": contenders 1 and 0 go on, 2 does not.
inline std::string places_text(const Decision& decision) {
  std::string text;
  bool are_going_on = true;
  for (const Decision::Place& place : decision.places) {
    if (are_going_on && !place.goes_on) text += "|";
    are_going_on = place.goes_on;
    text += (text.empty() ? "" : " ") + place.key.substr(0, place.key.find('.'));
  }
  return text;
}

}  // namespace friendly
