"""The program names the commit it was built from: commit_test.py SOURCE, where SOURCE is src/core.

Builds SOURCE's build information in a small project of its own, in a repository of its own.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(sys.argv[1])
PROJECT = '''
cmake_minimum_required(VERSION 3.25)
project(friendly VERSION 0.1.0 LANGUAGES CXX)
function(friendly_room name)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  list(FILTER arg_SOURCES INCLUDE REGEX ${CMAKE_BINARY_DIR})
  add_library(friendly_core STATIC ${arg_SOURCES})
  target_include_directories(friendly_core PRIVATE ${PROJECT_SOURCE_DIR}/src)
endfunction()
add_subdirectory(src/core)
add_executable(name main.cpp)
target_include_directories(name PRIVATE src)
target_link_libraries(name PRIVATE friendly_core)
'''
MAIN = '''
#include <cstdio>
#include "core/BuildInfo.hpp"
int main() { std::puts(friendly::program_commit().c_str()); }
'''


def output(*command, folder):
    return subprocess.run(command, cwd=folder, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


def git(folder, *words):
    return output('git', '-c', 'user.name=test', '-c', 'user.email=test@example.com', *words, folder=folder)


def built(tree):
    """What the program says after a build, and when it was linked."""
    output('cmake', '--build', 'build', folder=tree)
    return output('build/name', folder=tree), os.stat(tree / 'build/name').st_mtime_ns


with tempfile.TemporaryDirectory() as folder:
    outer = pathlib.Path(folder).resolve()
    tree = outer / 'tree'
    (tree / 'src/core').mkdir(parents=True)
    for pattern in ('CMakeLists.txt', 'BuildInfo.*', 'Commit.*'):
        for file in SOURCE.glob(pattern):
            shutil.copy(file, tree / 'src/core')
    (tree / 'CMakeLists.txt').write_text(PROJECT)
    (tree / 'main.cpp').write_text(MAIN)
    (tree / '.gitignore').write_text('/build/\n')
    (tree / 'notes').write_text('one')
    git(outer, 'init', '-q')
    git(outer, 'commit', '-q', '--allow-empty', '-m', 'of a repository around the tree')
    output('cmake', '-G', 'Ninja', '-B', 'build', folder=tree)
    assert built(tree)[0] == 'unknown'

    git(tree, 'init', '-q')
    git(tree, 'add', '.')
    git(tree, 'commit', '-q', '-m', 'first')
    first = git(tree, 'describe', '--always')
    name, linked = built(tree)
    assert name == first
    assert built(tree) == (first, linked), 'nothing has changed, so nothing is linked again'

    (tree / 'notes').write_text('two')
    assert built(tree)[0] == first + '-dirty'
    git(tree, 'commit', '-q', '-a', '-m', 'second')
    second = git(tree, 'describe', '--always')
    assert second != first and built(tree)[0] == second
