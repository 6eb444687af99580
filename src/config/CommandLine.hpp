#pragma once
#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace friendly {

/// The arguments of one subcommand. Options are declared, then parse() is called once; every mistake is a
/// UserError that names the nearest option.
class CommandLine {
 public:
  /// `usage`: the arguments in short, e.g. "FILE -o RESULTS [options]"; `help`: what the command does.
  CommandLine(std::string command, std::string usage, std::string help);

  /// An option with a value. `names` as Boost takes them: "output,o". Without a default it may be absent.
  void option(const std::string& names, const std::string& placeholder, const std::string& help);
  void option(const std::string& names, const std::string& placeholder, const std::string& help,
              const std::string& default_value);
  void flag(const std::string& names, const std::string& help);
  /// A required argument without a name; they are taken in the order of declaration.
  void positional(const std::string& name, const std::string& help);

  /// False when --help was asked for, and has been printed.
  bool parse(const std::vector<std::string>& arguments);

  bool has(const std::string& name) const { return values_.count(name) > 0; }
  /// Value of an option that is there or has a default.
  std::string get(const std::string& name) const;
  bool flag_is_set(const std::string& name) const { return values_.at(name).as<bool>(); }
  /// A whole number from `lowest` on; throws UserError for anything else.
  std::int64_t get_count(const std::string& name, std::int64_t lowest) const;
  /// A number from `lowest` on; throws UserError for anything else.
  double get_real(const std::string& name, double lowest) const;

 private:
  std::vector<std::string> option_names() const;
  void print_help() const;

  std::string command_, usage_, help_;
  boost::program_options::options_description shown_, hidden_;
  boost::program_options::positional_options_description positions_;
  std::vector<std::pair<std::string, std::string>> positionals_;
  boost::program_options::variables_map values_;
};

}  // namespace friendly
