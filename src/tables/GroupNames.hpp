#pragma once
#include <string>
#include <vector>

#include "tables/Selection.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {

/// The hyperparameters that name groups: those that every reader expects (data set, classifier, method) and
/// those of role `experiment` in which groups differ.
std::vector<const Hyperparameter*> naming_hyperparameters(const std::vector<Group>& groups);

/// The group's values of the hyperparameters in `naming`; `unused` for one that the group does not use.
std::vector<std::string> names_of(const Group& group, const std::vector<const Hyperparameter*>& naming,
                                  const std::string& unused);

/// The same as one word, which can be part of a file's name: "fashion-ff-nft-epochs=20".
std::string group_name(const Group& group, const std::vector<const Hyperparameter*>& naming);

}  // namespace friendly
