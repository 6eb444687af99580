#include <gtest/gtest.h>

#include "tables/TextTable.hpp"

namespace friendly {
namespace {

const TextTable kTable = {{{"name"}, {"value", true}}, {{"a_b", "1 ± 2"}, {"x|y, \"z\"", "–"}}};

TEST(TextTable, MarkdownIsAligned) {
  EXPECT_EQ(to_markdown(kTable),
            "| name      | value |\n"
            "| --------- | ----: |\n"
            "| a_b       | 1 ± 2 |\n"
            "| x\\|y, \"z\" |     – |\n");
}

TEST(TextTable, LatexEscapesSpecialCharacters) {
  EXPECT_EQ(to_latex(kTable),
            "\\begin{tabular}{lr}\n\\hline\nname & value \\\\\n\\hline\n"
            "a\\_b & 1 $\\pm$ 2 \\\\\nx|y, \"z\" & -- \\\\\n\\hline\n\\end{tabular}\n");
}

TEST(TextTable, CsvQuotesCommasQuotesAndLineBreaks) {
  EXPECT_EQ(to_csv(kTable), "name,value\na_b,1 ± 2\n\"x|y, \"\"z\"\"\",–\n");
  EXPECT_EQ(csv_line({"a\nb", "c\rd", "e f", ""}), "\"a\nb\",\"c\rd\",e f,\n");
}

}  // namespace
}  // namespace friendly
