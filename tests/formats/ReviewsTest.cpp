#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "formats/Reviews.hpp"

namespace friendly {
namespace {

using Words = std::vector<std::string>;

const std::string kHeader = ",country,description,designation,points,price\n";

Reviews parse(const std::string& rows) {
  return parse_wine_reviews(kHeader + rows, "f");
}

TEST(WineReviews, ParsesQuotesCommasLineBreaksAndUtf8) {
  const Reviews reviews = parse(
      "0,Italy,\"Ripe, with \"\"grip\"\"\",x,89,\r\n"
      "1,US,\"two\nlines\",\"\",90,15\n"
      "\n"
      "2,France,Gewürz,,100,3");
  EXPECT_EQ(reviews.texts, (Words{"Ripe, with \"grip\"", "two\nlines", "Gewürz"}));
  EXPECT_EQ(reviews.labels, (std::vector<std::int64_t>{0, 1, 1}));
}

TEST(WineReviews, ReportsFaultsWithTheLine) {
  expect_contains(user_error([] { parse("0,a,b,c,88,1\n1,a,b\n"); }), "f, line 3: only 3 fields");
  expect_contains(user_error([] { parse("0,a,\"b\nb\",c,88,1\n1,a,b,c,high,1\n"); }),
                  "f, line 4: points are \"high\"");
  expect_contains(user_error([] { parse("0,a,b,c,88.5,1\n"); }), "points are \"88.5\"");
  expect_contains(user_error([] { parse("0,a,\"b,c,88,1\n"); }), "f, line 2: a quote is not closed");
  expect_contains(user_error([] { parse("0,a,\xff,c,88,1\n"); }), "not UTF-8 at offset 50");
  expect_contains(user_error([] { parse(""); }), "f holds no reviews");
  expect_contains(user_error([] { parse_wine_reviews("", "f"); }), "no column \"description\"");
  expect_contains(user_error([] { parse_wine_reviews("description,price\nx,1\n", "f"); }),
                  "no column \"points\"");
}

TEST(WineReviews, ParsingCanBeInterrupted) {
  const std::string row = "0,a,b,c,88,1\n";
  const InterruptionScope scope(yes_from_time(3));
  EXPECT_EQ(parse(row + row).texts.size(), 2u);
  EXPECT_THROW(parse(row), Interrupted);
}

// Compared with Python's own csv module on the same text.
TEST(WineReviews, AgreesWithPythonOnOddQuotes) {
  const std::string rows = "0,a,b \"mid\" b,c,90,1\n1,\"a\"x,\"\",c,91,\"1\n2\"\n2,,\"\"\"q\"\"\",\"\",7,\n";
  const auto path = std::filesystem::temp_directory_path() / ("odd_quotes_" + std::to_string(::getpid()));
  std::ofstream(path.string() + ".csv") << kHeader << rows;
  const std::string script =
      "/usr/bin/python3 -c \"import csv, sys; rows = list(csv.reader(open(sys.argv[1] + '.csv', "
      "newline='')))[1:]; "
      "open(sys.argv[1] + '.out', 'w').write('|'.join(r[2] for r in rows))\" " +
      path.string();
  ASSERT_EQ(std::system(script.c_str()), 0);
  std::ifstream file(path.string() + ".out");
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  std::string texts;
  for (const auto& text : parse(rows).texts) texts += (texts.empty() ? "" : "|") + text;
  EXPECT_EQ(texts, expected);
  std::filesystem::remove(path.string() + ".csv");
  std::filesystem::remove(path.string() + ".out");
}

class ReviewFolder : public FolderTest {};

TEST_F(ReviewFolder, ListsTextFilesByName) {
  write("b.txt", "");
  write("a.txt", "");
  write("c.csv", "");
  const std::vector<std::string> files = review_files(folder_.string());
  EXPECT_EQ(files, (Words{(folder_ / "a.txt").string(), (folder_ / "b.txt").string()}));
  expect_contains(user_error([&] { review_files((folder_ / "none").string()); }), "No such file");
  std::filesystem::create_directory(folder_ / "empty");
  expect_contains(user_error([&] { review_files((folder_ / "empty").string()); }), "holds no reviews");
}

}  // namespace
}  // namespace friendly
