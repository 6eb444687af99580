#include "app/SweepClassifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "config/TrialOptions.hpp"
#include "results/Journal.hpp"
#include "results/ResultFile.hpp"
#include "tables/Winners.hpp"
#include "train/ClassifierFolder.hpp"

namespace friendly {

void keep_winners(const std::string& result_file, const std::string& training_line) {
  const std::string path = classifiers_path(result_file);
  const ClassifierFolder folder(path);
  const auto best = winners(read_result_file(result_file, ReadTables::trials).rows);
  std::map<std::string, std::string> names;
  for (const Winner& winner : best) names[winner.key] = winner.group;
  const std::vector<std::string> kept = folder.keep_only(names);
  std::string missing;
  for (const Winner& winner : best)
    if (std::find(kept.begin(), kept.end(), winner.key) == kept.end())
      missing += fmt::format("  {} {} --save_classifier {}\n", training_line, options_text(winner.spec),
                             folder.path_of(winner.group, winner.key));
  if (!kept.empty()) std::cerr << fmt::format("classifiers: {}\n", path);
  if (!missing.empty())
    std::cerr << fmt::format(
        "{} of {} winners have no classifier (they were trained without --save_classifiers, or had lost "
        "before the sweep was changed): train them again, each by itself\n{}",
        best.size() - kept.size(), best.size(), missing);
}

}  // namespace friendly
