#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "system/PythonModule.hpp"

namespace friendly {
namespace {

TEST(PythonModule, WhatCannotBeImportedIsNamed) {
  const std::string error = user_error([] {
    run_python({"json.tool", {"sys", "no_such_library", "nor_this"}}, {});
  });
  expect_contains(error, "python3 cannot import no_such_library and nor_this (json.tool needs them)");
  expect_contains(error, "python3-no_such_library, python3-nor_this");
  expect_contains(user_error([] {
                    run_python({"no_such_package.part", {}}, {});
                  }),
                  "python3 cannot import no_such_package");
}

}  // namespace
}  // namespace friendly
