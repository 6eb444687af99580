#pragma once
#include <string>
#include <utility>
#include <vector>

#include "config/CommandLine.hpp"

namespace friendly {

/// A subcommand as its man page and completions present it.
struct SubcommandManual {
  std::string name;                ///< "sweep"
  std::string summary;             ///< what it does, in a line: "train every point of a sweep file"
  std::vector<CommandLine> lines;  ///< its own or, of one with actions, those of "data make", "data list"...

  bool has_actions() const { return lines.size() > 1; }
};

/// A program with subcommands.
struct ProgramManual {
  std::string name, version, summary;
  std::vector<SubcommandManual> subcommands;
  std::vector<std::pair<std::string, std::string>> sections;  ///< titles and texts for its own man page
};

/// The last word of the line's command, e.g. "make" of "data make".
std::string action_name(const CommandLine& line);

/// What the line's command does: its help up to the first full stop, in one line.
std::string action_summary(const CommandLine& line);

/// Man page of the program, in section 1: lists its subcommands.
std::string man_page(const ProgramManual& program);

/// Man page of one of its subcommands, called e.g. "friendly-sweep".
std::string man_page(const ProgramManual& program, const SubcommandManual& subcommand);

// Scripts that complete subcommands, options, values and paths in a shell.
std::string bash_completion(const ProgramManual& program);
std::string zsh_completion(const ProgramManual& program);
std::string fish_completion(const ProgramManual& program);

}  // namespace friendly
