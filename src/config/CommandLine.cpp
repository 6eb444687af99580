#include "config/CommandLine.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <iostream>

#include "core/Check.hpp"
#include "core/Error.hpp"
#include "core/TerminalText.hpp"

namespace friendly {

namespace po = boost::program_options;

namespace {

// In columns: as wide as the terminal, within reason.
unsigned help_width() {
  const auto terminal = terminal_size(STDOUT_FILENO);
  return terminal ? static_cast<unsigned>(std::clamp<std::size_t>(terminal->columns, 40, 110)) : 110;
}

}  // namespace

CommandLine::CommandLine(std::string command, std::string usage, std::string help)
    : command_(std::move(command)),
      usage_(std::move(usage)),
      help_(std::move(help)),
      shown_("Options", help_width(), help_width() / 2) {
  flag("help,h", "show this help");
}

void CommandLine::option(const std::string& names, const std::string& placeholder, const std::string& help) {
  shown_.add_options()(names.c_str(), po::value<std::string>()->value_name(placeholder), help.c_str());
  describe(names, placeholder, help);
}

void CommandLine::option(const std::string& names, const std::string& placeholder, const std::string& help,
                         const std::string& default_value) {
  shown_.add_options()(names.c_str(),
                       po::value<std::string>()->value_name(placeholder)->default_value(default_value),
                       help.c_str());
  describe(names, placeholder, help, default_value);
}

void CommandLine::repeatable(const std::string& names, const std::string& placeholder,
                             const std::string& help) {
  shown_.add_options()(names.c_str(), po::value<std::vector<std::string>>()->value_name(placeholder),
                       help.c_str());
  describe(names, placeholder, help);
}

void CommandLine::flag(const std::string& names, const std::string& help) {
  shown_.add_options()(names.c_str(), po::bool_switch(), help.c_str());
  describe(names, "", help);
}

void CommandLine::suggest(const Aliases& aliases) {
  for (const auto& [alias, name] : aliases) aliases_.emplace(alias, "--" + name);
}

void CommandLine::positional(const std::string& name, const std::string& help) {
  hidden_.add_options()(name.c_str(), po::value<std::string>(), help.c_str());
  positions_.add(name.c_str(), 1);
  positionals_.push_back({name, "", name, help, "", {}});
}

void CommandLine::offer(const std::string& name, const std::vector<std::string>& values) {
  for (auto* arguments : {&options_, &positionals_})
    for (Argument& argument : *arguments)
      if (argument.name == name) {
        argument.offers = values;
        return;
      }
  FRIENDLY_CHECK(false, "only a declared argument has values to offer");
}

bool CommandLine::parse(const std::vector<std::string>& arguments) {
  const std::string remedy = fmt::format("see `friendly {} --help`", command_);
  po::options_description all;
  all.add(shown_).add(hidden_);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(positions_).style(style).run(),
              values_);
  } catch (const po::unknown_option& error) {
    throw UserError(fmt::format("command line: there is no option {}", error.get_option_name()),
                    unknown_name(error.get_option_name(), option_names(), aliases_), remedy);
  } catch (const po::error& error) {
    throw UserError("command line: invalid arguments", error.what(), remedy);
  }
  if (flag_is_set("help")) {
    print_help();
    return false;
  }
  for (const Argument& argument : positionals_)
    if (!has(argument.name))
      throw UserError(fmt::format("command line: {} is missing", argument.name), argument.help,
                      fmt::format("friendly {} {}", command_, usage_));
  return true;
}

std::string CommandLine::get(const std::string& name) const {
  return values_.at(name).as<std::string>();
}

std::vector<std::string> CommandLine::get_all(const std::string& name) const {
  return has(name) ? values_.at(name).as<std::vector<std::string>>() : std::vector<std::string>{};
}

std::optional<std::int64_t> count_from(const std::string& text, std::int64_t lowest) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= lowest) return value;
  return std::nullopt;
}

std::int64_t CommandLine::get_count(const std::string& name, std::int64_t lowest) const {
  const std::string text = get(name);
  if (const auto value = count_from(text, lowest)) return *value;
  throw UserError(fmt::format("command line: --{} = {} is not allowed", name, text),
                  fmt::format("it takes an integer >= {}", lowest), "change the value");
}

double CommandLine::get_real(const std::string& name, double lowest) const {
  const std::string text = get(name);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= lowest) return value;
  throw UserError(fmt::format("command line: --{} = {} is not allowed", name, text),
                  fmt::format("it takes a number >= {}", lowest), "change the value");
}

void CommandLine::describe(const std::string& names, const std::string& value, const std::string& help,
                           const std::string& default_value) {
  const auto comma = names.find(',');
  const std::string letter = comma == std::string::npos ? "" : names.substr(comma + 1);
  options_.push_back({names.substr(0, comma), letter, value, help, default_value, {}});
}

std::vector<std::string> CommandLine::option_names() const {
  std::vector<std::string> names;
  for (const auto& option : shown_.options()) names.push_back("--" + option->long_name());
  return names;
}

void CommandLine::print_help() const {
  std::cout << fmt::format("friendly {} {}\n\n{}\n\n", command_, usage_, help_);
  for (const Argument& argument : positionals_)
    std::cout << fmt::format("  {:<12} {}\n", argument.name, argument.help);
  std::cout << (positionals_.empty() ? "" : "\n") << shown_ << std::flush;
}

}  // namespace friendly
