#include <cmath>

#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "dataset/TfIdf.hpp"

namespace friendly {
namespace {

using Words = std::vector<std::string>;

// The results of re.findall("[\\w]+", text.lower()) in Python 3.11.
TEST(Words, AreThosePythonFinds) {
  EXPECT_EQ(words_of("It's a <br />Test_case, No. 42!"),
            (Words{"it", "s", "a", "br", "test_case", "no", "42"}));
  EXPECT_EQ(words_of("Gewürztraminer ÉTÉ naïve"), (Words{"gewürztraminer", "été", "naïve"}));
  EXPECT_EQ(words_of("x² ½ Ⅷ 日本語 ৪"), (Words{"x²", "½", "ⅷ", "日本語", "৪"}));
  EXPECT_EQ(words_of("ΟΔΟΣ"), (Words{"οδος"}));          // a final sigma
  EXPECT_EQ(words_of("e\u0301te"), (Words{"e", "te"}));  // a combining accent is not a word character
  EXPECT_EQ(words_of("\u0130x"), (Words{"i", "x"}));     // its lower case is i and a combining dot
  EXPECT_EQ(words_of("a\u00a0b\u2014c\u200bd"), (Words{"a", "b", "c", "d"}));
  EXPECT_EQ(words_of("\U0001F377wine\U0001D7D8"), (Words{"wine\U0001D7D8"}));
  EXPECT_EQ(words_of(""), Words{});
}

// Three documents, a vocabulary of four words. Counts: the 4, cat 3, sat 2, on 2 (before "mat", also 2), so
// "mat" and "dog" are other words. Documents with the word: the 3, cat 2, sat 2, on 1.
TEST(TfIdf, MatchesACorpusWorkedOutByHand) {
  const Words documents = {"The cat sat on on the mat", "the Cat sat, cat!", "The dog. Mat"};
  const TfIdf tf_idf(documents, 4);
  EXPECT_EQ(tf_idf.width(), 6);
  const torch::Tensor vectors = tf_idf.vectors(documents);
  EXPECT_EQ(vectors.layout(), torch::kSparseCsr);
  const auto cat = static_cast<float>(std::log(3. / 2)),
             on = static_cast<float>(std::log(3.) * (1 + std::log(2.)));
  const auto two_cats = static_cast<float>((1 + std::log(2.)) * std::log(3. / 2)),
             two_others = static_cast<float>(0.05 * (1 + std::log(2.)));
  const torch::Tensor expected = torch::tensor({{0.f, cat, cat, on, 0.05f, 0.f},
                                                {0.f, two_cats, cat, 0.f, 0.f, 0.f},
                                                {0.f, 0.f, 0.f, 0.f, two_others, 0.f}});
  EXPECT_TRUE(vectors.to_dense().allclose(expected, 1e-6, 1e-7)) << vectors.to_dense();
}

TEST(TfIdf, NewDocumentsUseTheOldVocabulary) {
  const TfIdf tf_idf({"a b", "a"}, 10);
  const torch::Tensor vectors = tf_idf.vectors({"", "B b b x"}).to_dense();
  const auto b = static_cast<float>(std::log(2.) * (1 + std::log(3.)));
  EXPECT_TRUE(vectors.allclose(torch::tensor({{0.f, 0.f, 0.f, 0.f}, {0.f, b, 0.05f, 0.f}})));
}

TEST(TfIdf, CanBeInterrupted) {
  const Words documents(100, "a b");
  const TfIdf tf_idf(documents, 2);
  const InterruptionScope scope(yes_from_time(10));
  EXPECT_THROW(TfIdf(documents, 2), Interrupted);
  EXPECT_THROW(tf_idf.vectors(documents), Interrupted);
}

}  // namespace
}  // namespace friendly
