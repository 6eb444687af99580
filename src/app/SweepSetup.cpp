#include "app/SweepSetup.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <iostream>

#include "comm/Mpi.hpp"
#include "dataset/Catalogue.hpp"
#include "system/BlasKernels.hpp"
#include "system/Device.hpp"
#include "train/BundleCheck.hpp"

namespace friendly {

SweepPlan load_plan(const std::string& file) {
  SweepPlan plan = read_sweep_file(file, dataset_names());
  for (const std::string& notice : plan.notices) std::cerr << notice << "\n";
  return plan;
}

SweepInfo prepare_info(const SweepPlan& plan, const std::vector<Bundle>& bundles, std::int64_t bundle,
                       const std::string& command_line, const std::string& device, DatasetStore& datasets) {
  SweepInfo info = describe_sweep(plan.trials, bundle);
  info.libtorch = TORCH_VERSION;
  info.blas = blas_kernels();
  info.mpi = mpi_version();
  info.devices = device_name(choose_device(device, {}, 0, count_gpus()));
  info.command_line = command_line;
  info.sweep_file = plan.file;
  info.sweep_text = plan.text;
  DatasetProvenance provenance = check_bundles(bundles, datasets);  // last, since it loads the data
  info.dataset_checksums = std::move(provenance.checksums);
  info.dataset_origins = std::move(provenance.origins);
  return info;
}

}  // namespace friendly
