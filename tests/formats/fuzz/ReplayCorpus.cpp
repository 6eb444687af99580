#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "formats/fuzz/Fuzz.hpp"

// Without libFuzzer, a target reads the inputs of a folder, each whole and truncated at about a hundred
// lengths.
int main(int count, char** values) {
  if (count != 2) return 2;
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(values[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::size_t step = bytes.size() / 100 + 1;
    for (std::size_t length = 0; length < bytes.size(); length += step)
      friendly::read_fuzzed(std::string_view(bytes).substr(0, length));
    friendly::read_fuzzed(bytes);
    ++inputs;
  }
  std::cout << inputs << " inputs\n";
  return inputs > 0 ? 0 : 1;
}
