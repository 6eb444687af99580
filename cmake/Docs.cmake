# The target `docs`: HTML pages for all headers, in build/PRESET/docs/html. Doxygen's warnings are errors.
find_program(FRIENDLY_DOXYGEN doxygen)
if(FRIENDLY_DOXYGEN)
  configure_file(${PROJECT_SOURCE_DIR}/docs/Doxyfile.in ${PROJECT_BINARY_DIR}/Doxyfile @ONLY)
  add_custom_target(docs COMMAND ${FRIENDLY_DOXYGEN} ${PROJECT_BINARY_DIR}/Doxyfile
    COMMENT "Reference pages: ${PROJECT_BINARY_DIR}/docs/html/index.html" VERBATIM)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/docs)
endif()
