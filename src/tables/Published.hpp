#pragma once
#include <string>
#include <vector>

namespace friendly {

/// A cell of a table of the paper: test error in percent, mean and standard deviation over kPublishedRuns.
struct PublishedCell {
  std::string arch, method, dataset;
  double error = 0, deviation = 0;
};

inline constexpr double kPublishedRuns = 3;

/// Table 1 or 2 of the paper, in the order of analysis/published/table1.csv or table2.csv, which are compiled
/// into the program.
std::vector<PublishedCell> published_table(int number);

extern const char* const kPublishedTable1;
extern const char* const kPublishedTable2;

}  // namespace friendly
