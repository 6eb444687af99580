#pragma once
#include <boost/program_options.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/Suggest.hpp"

namespace friendly {

/// An option or a positional argument, as help, man pages and completions present it.
struct Argument {
  std::string name;    ///< of an option without its dashes
  std::string letter;  ///< its short form without the dash; empty: it has none
  std::string value;   ///< stands for the value: FILE and DIR are paths; empty: a flag
  std::string help;
  std::string default_value;
  std::vector<std::string> offers;  ///< values for shells to complete; others may be allowed

  bool is_flag() const { return value.empty(); }
};

/// `text` as an integer of at least `lowest`; nullopt if it is none.
std::optional<std::int64_t> count_from(const std::string& text, std::int64_t lowest);

/// The arguments of one subcommand. Declare the options, then call parse() once. Every mistake is a
/// UserError; an unknown option is reported with the nearest ones.
class CommandLine {
 public:
  /// `usage` summarises the arguments, e.g. "FILE -o RESULTS [options]"; `help` says what the command does.
  CommandLine(std::string command, std::string usage, std::string help);

  /// An option with a value. `names` is in Boost's notation ("output,o"). Without a default it may be absent.
  void option(const std::string& names, const std::string& placeholder, const std::string& help);
  void option(const std::string& names, const std::string& placeholder, const std::string& help,
              const std::string& default_value);
  /// An option with a value that may be given several times.
  void repeatable(const std::string& names, const std::string& placeholder, const std::string& help);
  /// An option without a value: false unless it is given.
  void flag(const std::string& names, const std::string& help);
  /// Other words for options, to be led to their names where they are used.
  void suggest(const Aliases& aliases);
  /// A required positional argument; several are read in the order of their declaration.
  void positional(const std::string& name, const std::string& help);

  /// Values of an option or positional argument, declared before, for shells to complete.
  void offer(const std::string& name, const std::vector<std::string>& values);

  const std::string& command() const { return command_; }
  const std::string& usage() const { return usage_; }
  const std::string& help() const { return help_; }
  const std::vector<Argument>& options() const { return options_; }
  const std::vector<Argument>& positionals() const { return positionals_; }

  /// Returns false if --help was given, after printing it.
  bool parse(const std::vector<std::string>& arguments);

  bool has(const std::string& name) const { return values_.count(name) > 0; }
  /// The value of an option that is present or has a default.
  std::string get(const std::string& name) const;
  /// The values of a repeatable option, in the order in which they were given.
  std::vector<std::string> get_all(const std::string& name) const;
  bool flag_is_set(const std::string& name) const { return values_.at(name).as<bool>(); }
  /// The value as an integer of at least `lowest`. Throws UserError for anything else.
  std::int64_t get_count(const std::string& name, std::int64_t lowest) const;
  /// The value as a number of at least `lowest`. Throws UserError for anything else.
  double get_real(const std::string& name, double lowest) const;

 private:
  void describe(const std::string& names, const std::string& value, const std::string& help,
                const std::string& default_value = "");
  std::vector<std::string> option_names() const;
  void print_help() const;

  std::string command_, usage_, help_;
  Aliases aliases_;
  boost::program_options::options_description shown_, hidden_;
  boost::program_options::positional_options_description positions_;
  std::vector<Argument> options_, positionals_;
  boost::program_options::variables_map values_;
};

}  // namespace friendly
