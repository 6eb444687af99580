#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/Random.hpp"
#include "formats/ImageFile.hpp"

namespace friendly {

struct Photographs {
  std::vector<GreyImage> pictures;
  std::string folder;
  std::string checksum;  ///< SHA-256 over names and contents
};

/// Every PNG, JPEG and PGM file of `folder`, by name, turned to grey; pictures of fewer than 64 pixels a side
/// are left out. Throws UserError naming the file that cannot be read, or if no picture is left.
Photographs read_photographs(const std::string& folder);

/// The 16 photographs of Debian's python3-skimage, or the two of its python3-sklearn-lib. Throws UserError
/// that says how to get some if neither is installed.
Photographs default_photographs();

/// A window of `side` x `side` pixels at a random place of a random picture; drawn
/// again while its standard deviation is below 0.05, so that flat sky does not come (Larochelle et al. give
/// no number for "low").
std::vector<float> random_patch(const Photographs& photographs, std::int64_t side, RandomStream& random);

}  // namespace friendly
