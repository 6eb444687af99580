#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "tables/TextTable.hpp"

namespace friendly {
namespace {

const TextTable kTable = {{{"name"}, {"value", true}}, {{"a_b", {"1 ± 2", true}}, {"x|y, \"z\"", "–"}}};

TEST(TextTable, MarkdownIsAligned) {
  EXPECT_EQ(to_markdown(kTable),
            "| name      |     value |\n"
            "| --------- | --------: |\n"
            "| a_b       | **1 ± 2** |\n"
            "| x\\|y, \"z\" |         – |\n");
}

TEST(TextTable, LatexIsBooktabsAndEscapesSpecialCharacters) {
  EXPECT_EQ(to_latex(kTable),
            "\\begin{tabular}{lr}\n\\toprule\nname & value \\\\\n\\midrule\n"
            "a\\_b & \\textbf{1 $\\pm$ 2} \\\\\nx|y, \"z\" & -- \\\\\n\\bottomrule\n\\end{tabular}\n");
}

TEST(TextTable, TextHasNothingButTheWidthsOfWhatIsSeen) {
  EXPECT_EQ(to_text(kTable, false),
            "name          value\n"
            "───────────────────\n"
            "a_b       **1 ± 2**\n"
            "x|y, \"z\"          –\n");
  EXPECT_EQ(to_text(kTable, true),
            "name      value\n"
            "───────────────\n"
            "a_b       \033[1m1 ± 2\033[0m\n"
            "x|y, \"z\"      –\n");
}

TEST(TextTable, RulesSeparateRows) {
  TextTable table = kTable;
  table.rules = {1};
  expect_contains(to_latex(table), "\\midrule\nx|y");
  expect_contains(to_text(table, true), "───────────────\nx|y");
  EXPECT_EQ(to_markdown(table), to_markdown(kTable)) << "Markdown has no such lines";
}

TEST(TextTable, RemarksStandBeneath) {
  EXPECT_EQ(with_remarks(kTable, {"50 %"}, TableFormat::latex),
            to_latex(kTable) + "\n\\smallskip\\noindent 50 \\%\n");
  EXPECT_EQ(with_remarks(kTable, {"50 %"}, TableFormat::markdown), to_markdown(kTable) + "\n50 %\n");
}

TEST(TextTable, CsvQuotesCommasQuotesAndLineBreaks) {
  EXPECT_EQ(csv_line({"a\nb", "c\rd", "e f", "", "x, \"z\""}), "\"a\nb\",\"c\rd\",e f,,\"x, \"\"z\"\"\"\n");
}

}  // namespace
}  // namespace friendly
