#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace friendly {

/// `<result_file>.journal`: a folder of segments. Each coordinator creates the next one when it starts and
/// writes to no other, so one that was thought dead cannot damage the records of its successor.
std::string journal_path(const std::string& result_file);

/// The file of segment `number`, which counts from 1: six digits.
std::string segment_path(const std::string& journal, std::int64_t number);

/// The segments that exist, in order; none if there is no journal. Throws UserError if `journal` is not a
/// folder, as version 0.1.0 left it, or cannot be read.
std::vector<std::int64_t> segments_of(const std::string& journal);

/// Creates segment `number` with `content`; it appears whole and durable, or not at all. Returns whether it
/// did: false if it exists.
bool create_segment(const std::string& journal, std::int64_t number, const std::string& content);

}  // namespace friendly
