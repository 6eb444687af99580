#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"
#include "generate/Generator.hpp"

namespace friendly {

/// Generates a set and keeps it as `<first folder>/<name>/generated.h5`; returns that path. The digit sets
/// start from MNIST's files in `folders`; `request.n_known` is the catalogue's. Throws UserError as
/// generate() does, if MNIST is needed and absent, or if the disk refuses.
std::string make_dataset(GeneratorRequest request, const std::vector<std::string>& folders);

/// The file that make_dataset() wrote for `info`, in the first folder that has it, or "".
std::string find_generated(const DatasetInfo& info, const std::vector<std::string>& folders);

}  // namespace friendly
