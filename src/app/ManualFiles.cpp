#include "app/ManualFiles.hpp"

#include <filesystem>
#include <fstream>

#include "core/Error.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw system_error("cannot write", path.string(), "free space on the disk");
}

}  // namespace

void write_manual(const ProgramManual& program, const std::string& folder) {
  const fs::path share = folder, pages = share / "man/man1";
  write_text(pages / (program.name + ".1"), man_page(program));
  for (const SubcommandManual& subcommand : program.subcommands)
    write_text(pages / (program.name + "-" + subcommand.name + ".1"), man_page(program, subcommand));
  write_text(share / "bash-completion/completions" / program.name, bash_completion(program));
  write_text(share / "zsh/site-functions" / ("_" + program.name), zsh_completion(program));
  write_text(share / "fish/vendor_completions.d" / (program.name + ".fish"), fish_completion(program));
}

}  // namespace friendly
