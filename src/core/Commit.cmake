# cmake -D SOURCE=FOLDER -D RESULT=FILE -P Commit.cmake: writes the source file that names the commit of FOLDER, or
# "unknown" if FOLDER itself is not under git. A file that already does is left as it is.
cmake_path(GET SOURCE PARENT_PATH above)
set(ENV{GIT_CEILING_DIRECTORIES} ${above})
execute_process(COMMAND git describe --always --dirty WORKING_DIRECTORY ${SOURCE}
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit unknown)
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/Commit.cpp.in ${RESULT} @ONLY)
