#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"
#include "generate/Generator.hpp"

namespace friendly {

/// Generates a set and stores it as `generated.h5` in its own folder below the first of `folders`; returns
/// the path. The digit sets are made from MNIST's files, which are looked for in `folders`; `request.n_known`
/// is replaced by the catalogue's value. The same set is not made again, and another one that is there, with
/// another seed for instance, is only replaced with `may_replace`. Throws UserError as generate() does, and
/// if MNIST is needed but absent, there is another set, or the file cannot be written.
std::string make_dataset(GeneratorRequest request, const std::vector<std::string>& folders,
                         bool may_replace = false);

/// The path of the file that make_dataset() wrote for `info`, from the first folder that has one, or "".
std::string find_generated(const DatasetInfo& info, const std::vector<std::string>& folders);

}  // namespace friendly
