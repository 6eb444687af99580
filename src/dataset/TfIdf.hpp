#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace friendly {

/// The words of a text as the released code finds them: in lower case, maximal runs of what Python's regular
/// expressions call a word character (letters, everything with a numeric value, the underscore). `text` is
/// UTF-8.
std::vector<std::string> words_of(std::string_view text);

/// TF-IDF as in the released code (docs/method.md, "Data"). The vocabulary is the `max_words` most frequent
/// words of the documents, the earlier first where counts are equal; idf = ln(documents / documents with the
/// word), value = (1 + ln count) · idf. All other words share the entry after the vocabulary, with idf 0.05;
/// the last entry, for padding, stays 0.
class TfIdf {
 public:
  /// Builds the vocabulary from `documents`.
  TfIdf(const std::vector<std::string>& documents, std::int64_t max_words);

  /// The length of a vector: the vocabulary and two more.
  std::int64_t width() const { return static_cast<std::int64_t>(idf_.size()) + 2; }

  /// One row per document: [documents, width()], float32, sparse CSR.
  torch::Tensor vectors(const std::vector<std::string>& documents) const;

 private:
  std::unordered_map<std::string, std::int64_t> index_;
  std::vector<double> idf_;
};

}  // namespace friendly
