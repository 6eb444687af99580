#pragma once
#include <H5Cpp.h>

#include <string>

#include "trial/ExampleLog.hpp"

namespace friendly {

/// Writes the logged examples of the trial `key`: `/images/KEY`, float32 [E, 3, N, C, H, W], or
/// `/points/KEY`, float32 [E, 3, N, 2], where the second axis is original, simplified and their difference,
/// with the attributes `epochs` and `labels`; for points also `/boundaries/KEY`, float32 [E, K, rows,
/// columns], with the attributes `epochs` and `extent`. The attribute `help` of each group says in JSON what
/// each axis is. Throws H5::Exception.
void write_examples(H5::H5File& file, const std::string& key, const ExampleLog& log);

/// What write_examples() wrote; empty if it wrote nothing for `key`. Throws H5::Exception, and UserError if
/// that has another shape.
ExampleLog read_examples(const H5::H5File& file, const std::string& key);

}  // namespace friendly
