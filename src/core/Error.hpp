#pragma once
#include <stdexcept>
#include <string>

namespace friendly {

/// An error that the user can fix: a bad option, a bad sweep file, bad data. The program prints it and exits
/// with status 2. The message reads "what is wrong (why): what to do".
class UserError : public std::runtime_error {
 public:
  UserError(const std::string& what, const std::string& why, const std::string& remedy);

  /// The same error prefixed with the file, and perhaps line, where it occurred: "file:7: what is wrong …".
  UserError at(const std::string& place) const;

 private:
  explicit UserError(const std::string& text) : std::runtime_error(text) {}
};

/// A UserError for a system call that failed on `path`. The text of errno is the reason, so call it before
/// anything else can change errno.
UserError system_error(const std::string& what, const std::string& path, const std::string& remedy);

}  // namespace friendly
