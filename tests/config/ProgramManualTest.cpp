#include "TestSupport.hpp"
#include "config/ProgramManual.hpp"

namespace friendly {
namespace {

CommandLine bake() {
  CommandLine line("bake", "RECIPE -o CAKE [options]",
                   "Bakes a cake.\n.5 kg is enough; `oven list` says more.");
  line.positional("FILE", "the recipe");
  line.option("output,o", "FILE", "the cake");
  line.option("heat", "NAME", "top, bottom or 50\\50", "top");
  line.option("minutes", "N", "how long", "40");
  line.flag("fan", "don't stop [loud]");
  line.offer("heat", {"top", "bottom"});
  return line;
}

CommandLine shelf_put() {
  CommandLine line("shelf put", "CAKE --in DIR", "Puts a cake away. It keeps.");
  line.positional("CAKE", "which one");
  line.option("in", "DIR", "where to");
  line.offer("CAKE", {"plum", "nut"});
  return line;
}

// An oven with a command of its own and one with two actions.
ProgramManual oven() {
  return {"oven",
          "1.2",
          "bakes",
          {{"bake", "bake one cake", {bake()}},
           {"shelf", "keep cakes", {shelf_put(), {"shelf list", "[options]", "Lists the cakes."}}}},
          {{"EXIT STATUS", "0 or burnt."}}};
}

TEST(ProgramManual, APageOfASubcommandNamesEveryArgument) {
  const ProgramManual program = oven();
  EXPECT_EQ(man_page(program, program.subcommands[0]), R"(.TH OVEN\-BAKE 1 "" "oven 1.2" "bakes"
.SH NAME
oven\-bake \- bake one cake
.SH SYNOPSIS
\fBoven bake\fR RECIPE \-o CAKE [options]
.SH DESCRIPTION
Bakes a cake.
\&.5 kg is enough; \fBoven list\fR says more.
.SH ARGUMENTS
.TP
\fIFILE\fR
the recipe
.SH OPTIONS
.TP
\fB\-h\fR, \fB\-\-help\fR
show this help
.TP
\fB\-o\fR, \fB\-\-output\fR \fIFILE\fR
the cake
.TP
\fB\-\-heat\fR \fINAME\fR
top, bottom or 50\e50 (default: top)
.TP
\fB\-\-minutes\fR \fIN\fR
how long (default: 40)
.TP
\fB\-\-fan\fR
don\(aqt stop [loud]
.SH SEE ALSO
.BR oven (1),
.BR oven\-shelf (1)
)");
}

TEST(ProgramManual, APageOfActionsDescribesEachOfThem) {
  const ProgramManual program = oven();
  const std::string page = man_page(program, program.subcommands[1]);
  expect_contains(page, "\\fBoven shelf put\\fR CAKE \\-\\-in DIR\n.br\n\\fBoven shelf list\\fR [options]\n");
  expect_contains(page, ".SS oven shelf put\nPuts a cake away. It keeps.\n.TP\n\\fICAKE\\fR\nwhich one\n");
  expect_contains(page, ".SS oven shelf list\nLists the cakes.\n.TP\n");
}

TEST(ProgramManual, TheProgramsPageListsSubcommandsAndItsSections) {
  EXPECT_EQ(man_page(oven()), R"(.TH OVEN 1 "" "oven 1.2" "bakes"
.SH NAME
oven \- bakes
.SH SYNOPSIS
\fBoven\fR \fICOMMAND\fR [options]
.br
\fBoven \-\-version\fR
.SH COMMANDS
.TP
.BR oven\-bake (1)
bake one cake
.TP
.BR oven\-shelf (1)
keep cakes
.SH EXIT STATUS
0 or burnt.
.SH SEE ALSO
.BR oven\-bake (1),
.BR oven\-shelf (1)
)");
}

// The shells themselves try these scripts in tests/e2e/install_test.py.
TEST(ProgramManual, BashCompletesValuesPathsOptionsAndArguments) {
  const std::string script = bash_completion(oven());
  expect_contains(script, "    ' ') offers='bake shelf --help --version' ;;\n");
  expect_contains(script, "    'shelf ') offers='put list' ;;\n");
  expect_contains(script, R"(    'bake '*)
      case $previous in
        --output | -o) compopt -o default ;;
        --heat) offers='top bottom' ;;
        --minutes) : ;;
        *) if [[ $current == -* ]]; then offers='--help -h --output -o --heat --minutes --fan'; else compopt -o default; fi ;;
      esac ;;
    'shelf put '*)
      case $previous in
        --in) compopt -o dirnames ;;
        *) if [[ $current == -* ]]; then offers='--help -h --in'; else offers='plum nut'; fi ;;
      esac ;;
    'shelf list '*)
      case $previous in
        *) offers='--help -h' ;;
      esac ;;
)");
}

TEST(ProgramManual, ZshCompletesValuesPathsOptionsAndArguments) {
  const std::string script = zsh_completion(oven());
  expect_contains(script, "#compdef oven\n");
  expect_contains(script, R"(_oven_bake() {
  _arguments \
    '(-h --help)'{-h,--help}'[show this help]' \
    '(-o --output)'{-o+,--output=}'[the cake]:FILE:_files' \
    '--heat=[top, bottom or 50\\50]:NAME:(top bottom)' \
    '--minutes=[how long]:N: ' \
    '--fan[don'\''t stop \[loud\]]' \
    '1:FILE:_files'
}
)");
  expect_contains(script, "    '--in=[where to]:DIR:_files -/' \\\n    '1:CAKE:(plum nut)'\n");
  expect_contains(script, "    'put:Puts a cake away'\n    'list:Lists the cakes'\n");
}

TEST(ProgramManual, FishCompletesValuesPathsOptionsAndArguments) {
  const std::string script = fish_completion(oven());
  expect_contains(script, R"(complete -c oven -n '__oven_is_at ' -a bake -d 'bake one cake'
complete -c oven -n '__oven_follows bake' -l help -s h -d 'show this help'
complete -c oven -n '__oven_follows bake' -l output -s o -r -F -d 'the cake'
complete -c oven -n '__oven_follows bake' -l heat -x -a 'top bottom' -d 'top, bottom or 50\\50'
complete -c oven -n '__oven_follows bake' -l minutes -x -d 'how long'
complete -c oven -n '__oven_follows bake' -l fan -d 'don\'t stop [loud]'
complete -c oven -n '__oven_follows bake' -F
)");
  expect_contains(script, "-n '__oven_is_at shelf' -a put -d 'Puts a cake away'\n");
  expect_contains(
      script, "-n '__oven_follows shelf put' -l in -x -a '(__fish_complete_directories)' -d 'where to'\n");
  expect_contains(script, "-n '__oven_follows shelf put' -a 'plum nut'\n");
}

}  // namespace
}  // namespace friendly
