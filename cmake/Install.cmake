# What `cmake --install` puts where, and the Debian package that scripts/package has CPack make of it.
set(friendly_share ${CMAKE_INSTALL_DATADIR}/friendly)
# It goes on finding libraries outside the system's folders, such as PyPI's LibTorch.
set_target_properties(friendly PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS friendly RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR})
install(DIRECTORY slurm DESTINATION ${friendly_share})
# Not the whole folder: users keep their own sweeps there.
set(friendly_sweeps quickstart paper paper-small table1 table1-grid table2 table2-grid figure1 figure3 figure5 figure6)
list(TRANSFORM friendly_sweeps PREPEND sweeps/)
list(TRANSFORM friendly_sweeps APPEND .toml)
install(FILES ${friendly_sweeps} DESTINATION ${friendly_share}/sweeps)
install(DIRECTORY analysis DESTINATION ${friendly_share}
  PATTERN __pycache__ EXCLUDE PATTERN tests EXCLUDE PATTERN *.egg-info EXCLUDE)
install(FILES data/README.md data/embed_wine.py DESTINATION ${friendly_share}/data)
install(FILES README.md CHANGELOG.md LICENSE docs/method.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The founders of Friendly Sweep <friendly@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/DebianFiles.cmake)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "trains and sweeps over Friendly Training")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Trains networks on data that a second network has simplified first (classic
training, easy examples first, friendly and neural friendly training), and
sweeps over their hyperparameters on one machine or under MPI. Small networks
of equal shape are trained together as one array. A sweep can be killed at any
moment and resumes.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# Libraries are found by dpkg-shlibdeps. OpenBLAS, since Debian's reference BLAS is 25 times slower.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libopenblas0, openmpi-bin")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "curl, dataset-fashion-mnist, unzip")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS 
"python3-h5py, python3-jinja2, python3-matplotlib, python3-pandas, python3-scipy, python3-skimage, python3-statsmodels, slurm-client")
include(CPack)
