#include <fmt/format.h>

#include "config/ProgramManual.hpp"

namespace friendly {
namespace {

// The indented statement that completes a value.
std::string completed(const Argument& argument) {
  if (!argument.offers.empty()) return fmt::format("offers='{}'", fmt::join(argument.offers, " "));
  if (argument.value == "FILE") return "compopt -o default";
  if (argument.value == "DIR") return "compopt -o dirnames";
  return ":";
}

std::string option_words(const CommandLine& line) {
  std::string words;
  for (const Argument& option : line.options()) {
    words += (words.empty() ? "--" : " --") + option.name;
    if (!option.letter.empty()) words += " -" + option.letter;
  }
  return words;
}

// What may follow where no option waits for its value.
std::string next_word(const CommandLine& line) {
  const std::string options = fmt::format("offers='{}'", option_words(line));
  if (line.positionals().empty()) return options;
  return fmt::format("if [[ $current == -* ]]; then {}; else {}; fi", options,
                     completed(line.positionals().front()));
}

std::string branch(const CommandLine& line) {
  std::string text = fmt::format("    '{} '*)\n      case $previous in\n", line.command());
  for (const Argument& option : line.options()) {
    if (option.is_flag()) continue;
    const std::string letter = option.letter.empty() ? "" : " | -" + option.letter;
    text += fmt::format("        --{}{}) {} ;;\n", option.name, letter, completed(option));
  }
  return text + fmt::format("        *) {} ;;\n      esac ;;\n", next_word(line));
}

}  // namespace

std::string bash_completion(const ProgramManual& program) {
  std::string names, branches;
  for (const SubcommandManual& subcommand : program.subcommands) {
    names += subcommand.name + " ";
    std::vector<std::string> actions;
    for (const CommandLine& line : subcommand.lines) {
      branches += branch(line);
      actions.push_back(action_name(line));
    }
    if (subcommand.has_actions())
      branches += fmt::format("    '{} ') offers='{}' ;;\n", subcommand.name, fmt::join(actions, " "));
  }
  return fmt::format(R"(# Completes the arguments of {0} in bash. Written by {0} {1} from its own options.
_{0}() {{
  local IFS=$' \t\n' offers=
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}
  # To bash, the = of --option=value is a word.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  case "${{COMP_WORDS[*]:1:COMP_CWORD - 1}} " in
    ' ') offers='{2}--help --version' ;;
{3}  esac
  COMPREPLY=($(compgen -W "$offers" -- "$current"))
}}
complete -F _{0} {0}
)",
                     program.name, program.version, names, branches);
}

}  // namespace friendly
