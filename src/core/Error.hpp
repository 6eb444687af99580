#pragma once
#include <stdexcept>
#include <string>

namespace friendly {

/// A mistake that the user can mend: bad option, bad sweep file, bad data. The program prints it and ends
/// with status 2. Reads "what is wrong (why): what to do".
class UserError : public std::runtime_error {
 public:
  UserError(const std::string& what, const std::string& why, const std::string& remedy);

  /// The same error with the file, and perhaps line, where it was met in front: "file:7: what is wrong …".
  UserError at(const std::string& place) const;

 private:
  explicit UserError(const std::string& text) : std::runtime_error(text) {}
};

/// UserError for a failed system call on `path`; the reason is errno's text.
UserError system_error(const std::string& what, const std::string& path, const std::string& remedy);

}  // namespace friendly
