#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/Random.hpp"
#include "formats/ImageFile.hpp"

namespace friendly {

/// The photographs of a folder, in grey.
struct Photographs {
  std::vector<GreyImage> pictures;
  std::string folder;
  std::string checksum;  ///< SHA-256 over the names and contents of the files
};

/// Reads every PNG, JPEG and PGM file of `folder`, in order of name, as a grey picture; pictures with a side
/// of fewer than 64 pixels are omitted. Throws UserError naming a file that cannot be read, or if no pictures
/// remain.
Photographs read_photographs(const std::string& folder);

/// The 16 photographs of Debian's python3-skimage, or else the two of python3-sklearn-lib. Throws UserError
/// saying how to get some if neither is installed.
Photographs default_photographs();

/// A window of `side` x `side` pixels at a random position in a random picture. It is drawn again while the
/// standard deviation of its pixels, which are in [0, 1], is below `min_deviation`, up to 1000 times:
/// Larochelle et al. ignored patches of little texture.
std::vector<float> random_patch(const Photographs& photographs, std::int64_t side, double min_deviation,
                                RandomStream& random);

}  // namespace friendly
