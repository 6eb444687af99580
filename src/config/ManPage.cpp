#include <fmt/format.h>

#include <algorithm>

#include "config/ProgramManual.hpp"

namespace friendly {
namespace {

// Text for roff. What stands in backquotes is set in bold.
std::string roff(const std::string& text) {
  std::string out;
  bool is_bold = false;
  for (const char letter : text) {
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (letter == '.' || letter == '\'')) out += "\\&";
    if (letter == '`')
      out += (is_bold = !is_bold) ? "\\fB" : "\\fR";
    else if (letter == '\\')
      out += "\\e";
    else if (letter == '-')
      out += "\\-";
    else if (letter == '\'')
      out += "\\(aq";
    else if (letter == '^')
      out += "\\(ha";
    else if (letter == '~')
      out += "\\(ti";
    else
      out += letter;
  }
  return out;
}

std::string title(const ProgramManual& program, const std::string& page, const std::string& summary) {
  std::string name = page;
  std::transform(name.begin(), name.end(), name.begin(), ::toupper);
  return fmt::format(".TH {} 1 \"\" \"{} {}\" \"{}\"\n.SH NAME\n{} \\- {}\n", roff(name), program.name,
                     program.version, roff(program.summary), roff(page), roff(summary));
}

std::string reference(const std::string& page) {
  return fmt::format(".BR {} (1)", roff(page));
}

// A paragraph with a hanging head.
std::string item(const std::string& head, const std::string& text) {
  return fmt::format(".TP\n{}\n{}\n", head, roff(text));
}

std::string option_head(const Argument& option) {
  std::string head;
  if (!option.letter.empty()) head = fmt::format("\\fB\\-{}\\fR, ", option.letter);
  head += fmt::format("\\fB\\-\\-{}\\fR", roff(option.name));
  return option.is_flag() ? head : fmt::format("{} \\fI{}\\fR", head, roff(option.value));
}

std::string option_text(const Argument& option) {
  return option.default_value.empty() ? option.help
                                      : fmt::format("{} (default: {})", option.help, option.default_value);
}

std::string argument_items(const CommandLine& line) {
  std::string text;
  for (const Argument& argument : line.positionals())
    text += item(fmt::format("\\fI{}\\fR", roff(argument.name)), argument.help);
  return text;
}

std::string option_items(const CommandLine& line) {
  std::string text;
  for (const Argument& option : line.options()) text += item(option_head(option), option_text(option));
  return text;
}

std::string synopsis(const ProgramManual& program, const CommandLine& line) {
  return fmt::format("\\fB{} {}\\fR {}\n", program.name, roff(line.command()), roff(line.usage()));
}

std::string page_of(const ProgramManual& program, const std::string& subcommand) {
  return program.name + "-" + subcommand;
}

std::string see_also(const ProgramManual& program, const std::string& but) {
  std::string text = ".SH SEE ALSO\n";
  if (!but.empty()) text += reference(program.name) + ",\n";
  for (const SubcommandManual& subcommand : program.subcommands)
    if (subcommand.name != but) text += reference(page_of(program, subcommand.name)) + ",\n";
  return text.substr(0, text.size() - 2) + "\n";
}

std::string of_single_line(const CommandLine& line) {
  std::string text = fmt::format(".SH DESCRIPTION\n{}\n", roff(line.help()));
  if (!line.positionals().empty()) text += ".SH ARGUMENTS\n" + argument_items(line);
  return text + ".SH OPTIONS\n" + option_items(line);
}

std::string of_actions(const ProgramManual& program, const std::vector<CommandLine>& lines) {
  std::string text = ".SH COMMANDS\n";
  for (const CommandLine& line : lines)
    text += fmt::format(".SS {} {}\n{}\n", program.name, roff(line.command()), roff(line.help())) +
            argument_items(line) + option_items(line);
  return text;
}

}  // namespace

std::string action_name(const CommandLine& line) {
  return line.command().substr(line.command().rfind(' ') + 1);
}

std::string action_summary(const CommandLine& line) {
  std::string text = line.help();
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto end = text.find(". ");
  if (end != std::string::npos) return text.substr(0, end);
  return !text.empty() && text.back() == '.' ? text.substr(0, text.size() - 1) : text;
}

std::string man_page(const ProgramManual& program) {
  std::string text = title(program, program.name, program.summary);
  text += fmt::format(".SH SYNOPSIS\n\\fB{0}\\fR \\fICOMMAND\\fR [options]\n.br\n\\fB{0} \\-\\-version\\fR\n",
                      program.name);
  text += ".SH COMMANDS\n";
  for (const SubcommandManual& subcommand : program.subcommands)
    text += item(reference(page_of(program, subcommand.name)), subcommand.summary);
  for (const auto& [name, content] : program.sections)
    text += fmt::format(".SH {}\n{}\n", roff(name), roff(content));
  return text + see_also(program, "");
}

std::string man_page(const ProgramManual& program, const SubcommandManual& subcommand) {
  std::string text = title(program, page_of(program, subcommand.name), subcommand.summary) + ".SH SYNOPSIS\n";
  for (const CommandLine& line : subcommand.lines)
    text += (&line == &subcommand.lines.front() ? "" : ".br\n") + synopsis(program, line);
  text += subcommand.has_actions() ? of_actions(program, subcommand.lines)
                                   : of_single_line(subcommand.lines.front());
  return text + see_also(program, subcommand.name);
}

}  // namespace friendly
