#include "dataset/TfIdf.hpp"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/Interruption.hpp"
#include "formats/SparseRows.hpp"

namespace friendly {
namespace {

constexpr double kOtherWordsIdf = 0.05;

bool is_word_letter(UChar32 c) {
  return c == '_' || (U_GET_GC_MASK(c) & U_GC_L_MASK) != 0 ||
         u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE;
}

struct WordCount {
  std::string word;
  std::int64_t occurrences = 0, documents = 0, last_document = -1;
};

// In the order of first occurrence.
std::vector<WordCount> count_words(const std::vector<std::string>& documents) {
  std::unordered_map<std::string, std::size_t> index;
  std::vector<WordCount> counts;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    interruption_point();
    for (const auto& word : words_of(documents[i])) {
      const auto [entry, is_new] = index.emplace(word, counts.size());
      if (is_new) counts.push_back({word});
      WordCount& count = counts[entry->second];
      ++count.occurrences;
      if (count.last_document != static_cast<std::int64_t>(i)) ++count.documents;
      count.last_document = static_cast<std::int64_t>(i);
    }
  }
  return counts;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  const auto lower =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))
          .toLower(icu::Locale::getRoot());
  std::vector<std::string> words;
  std::int32_t start = 0;
  const auto end_word = [&](std::int32_t end) {
    if (end > start) lower.tempSubStringBetween(start, end).toUTF8String(words.emplace_back());
  };
  for (std::int32_t i = 0; i < lower.length();) {
    const std::int32_t next = lower.moveIndex32(i, 1);
    if (!is_word_letter(lower.char32At(i))) {
      end_word(i);
      start = next;
    }
    i = next;
  }
  end_word(lower.length());
  return words;
}

TfIdf::TfIdf(const std::vector<std::string>& documents, std::int64_t max_words) {
  std::vector<WordCount> counts = count_words(documents);
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.occurrences > b.occurrences; });
  if (counts.size() > static_cast<std::size_t>(max_words)) counts.resize(static_cast<std::size_t>(max_words));
  for (const auto& count : counts) {
    index_.emplace(count.word, static_cast<std::int64_t>(idf_.size()));
    idf_.push_back(std::log(static_cast<double>(documents.size()) / static_cast<double>(count.documents)));
  }
}

torch::Tensor TfIdf::vectors(const std::vector<std::string>& documents) const {
  const auto other_words = static_cast<std::int64_t>(idf_.size());
  std::vector<std::int64_t> starts = {0}, columns;
  std::vector<float> values;
  for (const auto& document : documents) {
    interruption_point();
    std::map<std::int64_t, double> counts;
    for (const auto& word : words_of(document)) {
      const auto entry = index_.find(word);
      ++counts[entry == index_.end() ? other_words : entry->second];
    }
    for (const auto& [column, count] : counts) {
      const double idf = column == other_words ? kOtherWordsIdf : idf_[static_cast<std::size_t>(column)];
      columns.push_back(column);
      values.push_back(static_cast<float>((1 + std::log(count)) * idf));
    }
    starts.push_back(static_cast<std::int64_t>(columns.size()));
  }
  return sparse_rows(torch::tensor(starts, torch::kInt64), torch::tensor(columns, torch::kInt64),
                     torch::tensor(values), width());
}

}  // namespace friendly
