#include <fmt/format.h>

#include "config/ProgramManual.hpp"

namespace friendly {
namespace {

std::string quoted(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') out += '\\';
    out += letter;
  }
  return "'" + out + "'";
}

// The part of a rule that says what the value is.
std::string value_rule(const Argument& argument) {
  if (!argument.offers.empty()) return fmt::format(" -x -a '{}'", fmt::join(argument.offers, " "));
  if (argument.value == "FILE") return " -r -F";
  if (argument.value == "DIR") return " -x -a '(__fish_complete_directories)'";
  return argument.is_flag() ? "" : " -x";
}

class Rules {
 public:
  explicit Rules(std::string program) : program_(std::move(program)) {}

  // Offers `name` right after the words `before`.
  void add_word(const std::string& before, const std::string& name, const std::string& summary) {
    text_ +=
        fmt::format("{} -n '__{}_is_at {}' -a {} -d {}\n", start(), program_, before, name, quoted(summary));
  }

  void add_line(const CommandLine& line) {
    const std::string where = fmt::format("{} -n '__{}_follows {}'", start(), program_, line.command());
    for (const Argument& option : line.options()) {
      const std::string letter = option.letter.empty() ? "" : " -s " + option.letter;
      text_ += fmt::format("{} -l {}{}{} -d {}\n", where, option.name, letter, value_rule(option),
                           quoted(option.help));
    }
    for (const Argument& argument : line.positionals())
      text_ += fmt::format(
          "{}{}\n", where,
          argument.offers.empty() ? " -F" : fmt::format(" -a '{}'", fmt::join(argument.offers, " ")));
  }

  const std::string& text() const { return text_; }

 private:
  std::string start() const { return "complete -c " + program_; }

  std::string program_, text_;
};

}  // namespace

std::string fish_completion(const ProgramManual& program) {
  Rules rules(program.name);
  for (const SubcommandManual& subcommand : program.subcommands) {
    rules.add_word("", subcommand.name, subcommand.summary);
    for (const CommandLine& line : subcommand.lines) {
      if (subcommand.has_actions()) rules.add_word(subcommand.name, action_name(line), action_summary(line));
      rules.add_line(line);
    }
  }
  rules.add_word("", "--help", "list the commands");
  rules.add_word("", "--version", "show the version");
  return fmt::format(R"(# Completes the arguments of {0} in fish. Written by {0} {1} from its own options.

# Whether the words before the cursor are these, and no more.
function __{0}_is_at
    set -l words (commandline -opc)
    test "$words[2..]" = "$argv"
end

# Whether the words before the cursor begin with these.
function __{0}_follows
    set -l words (commandline -opc)
    string match -q -- "$argv *" "$words[2..] "
end

complete -c {0} -f
{2})",
                     program.name, program.version, rules.text());
}

}  // namespace friendly
