#include <fmt/format.h>

#include "config/ProgramManual.hpp"

namespace friendly {
namespace {

// For single quotes; `special` characters get a backslash.
std::string quoted(const std::string& text, const std::string& special = "") {
  std::string out;
  for (const char letter : text) {
    if (letter == '\'')
      out += "'\\'";
    else if (special.find(letter) != std::string::npos)
      out += '\\';
    out += letter;
  }
  return out;
}

// What _arguments does with a value, e.g. ":FILE:_files".
std::string value_spec(const Argument& argument) {
  if (argument.is_flag()) return "";
  std::string action = " ";
  if (!argument.offers.empty())
    action = fmt::format("({})", fmt::join(argument.offers, " "));
  else if (argument.value == "FILE")
    action = "_files";
  else if (argument.value == "DIR")
    action = "_files -/";
  return fmt::format(":{}:{}", argument.value, action);
}

std::string option_spec(const Argument& option) {
  const std::string value = option.is_flag() ? "" : "=";
  const std::string rest = fmt::format("[{}]{}'", quoted(option.help, "[]\\"), value_spec(option));
  if (option.letter.empty()) return fmt::format("'--{}{}{}", option.name, value, rest);
  const char* const attached = option.is_flag() ? "" : "+";
  return fmt::format("'(-{0} --{1})'{{-{0}{2},--{1}{3}}}'{4}", option.letter, option.name, attached, value,
                     rest);
}

std::string function_of(const CommandLine& line, const std::string& name) {
  std::string text = fmt::format("{}() {{\n  _arguments", name);
  for (const Argument& option : line.options()) text += " \\\n    " + option_spec(option);
  int place = 0;
  for (const Argument& argument : line.positionals())
    text += fmt::format(" \\\n    '{}{}'", ++place, value_spec(argument));
  return text + "\n}\n\n";
}

using Choices = std::vector<std::pair<std::string, std::string>>;  // names and what they do

// Completes one of `choices`, or has the function of the chosen one complete what follows.
std::string function_of(const Choices& choices, const std::string& name) {
  std::string list;
  for (const auto& [choice, summary] : choices) list += fmt::format("    '{}:{}'\n", choice, quoted(summary));
  return fmt::format(R"({0}() {{
  local -a choices=(
{1}  )
  if ((CURRENT == 2)); then
    _describe command choices
  else
    shift words
    ((CURRENT--))
    (($+functions[{0}_$words[1]])) && {0}_$words[1]
  fi
}}

)",
                     name, list);
}

}  // namespace

std::string zsh_completion(const ProgramManual& program) {
  const std::string name = "_" + program.name;
  std::string text = fmt::format("#compdef {0}\n# Written by {0} {1} from its own options.\n\n", program.name,
                                 program.version);
  Choices choices;
  for (const SubcommandManual& subcommand : program.subcommands) {
    const std::string function = name + "_" + subcommand.name;
    choices.emplace_back(subcommand.name, subcommand.summary);
    if (!subcommand.has_actions()) {
      text += function_of(subcommand.lines.front(), function);
      continue;
    }
    Choices actions;
    for (const CommandLine& line : subcommand.lines) {
      text += function_of(line, function + "_" + action_name(line));
      actions.emplace_back(action_name(line), action_summary(line));
    }
    text += function_of(actions, function);
  }
  choices.emplace_back("--help", "list the commands");
  choices.emplace_back("--version", "show the version");
  return text + function_of(choices, name) + name + " \"$@\"\n";
}

}  // namespace friendly
