#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "core/Error.hpp"

namespace friendly {

/// Gives each test a folder of its own, removed when the test ends.
class FolderTest : public ::testing::Test {
 protected:
  FolderTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~FolderTest() override { std::filesystem::remove_all(folder_); }

  /// Writes a file below the test's folder and returns its path.
  std::string write(const std::string& name, const std::string& content) const {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      (std::string("friendly_") + ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
       std::to_string(::getpid()));
};

/// The message of the UserError that `action` throws. The test fails if it throws none.
inline std::string user_error(const std::function<void()>& action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no UserError";
  return "";
}

/// For an InterruptionScope: a question that is answered with yes from the `n`-th time on.
inline std::function<bool()> yes_from_time(int n) {
  return [n, times = 0]() mutable { return ++times >= n; };
}

inline void expect_contains(const std::string& text, const std::string& piece) {
  EXPECT_NE(text.find(piece), std::string::npos) << text << "\ndoes not contain\n" << piece;
}

}  // namespace friendly
