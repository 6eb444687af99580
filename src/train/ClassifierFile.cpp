#include "train/ClassifierFile.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/script.h>

#include <fstream>
#include <map>
#include <sstream>

#include "core/Error.hpp"
#include "system/Memory.hpp"

namespace friendly {

using torch::Tensor;

namespace {

constexpr const char* kModuleName = "__torch__.friendly.Classifier";

// A tensor of one replica, named "layer.name".
struct NamedTensor {
  std::string name;
  Tensor tensor;
  bool is_statistic;

  std::string layer() const { return name.substr(0, name.find('.')); }
  std::string own_name() const { return name.substr(name.find('.') + 1); }
};

std::vector<NamedTensor> named_tensors(Learner<Classifier>& classifier, std::int64_t replica) {
  std::vector<NamedTensor> result;
  const auto& parameters = classifier.parameters().tensors();
  NetworkState& state = classifier.state();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    result.push_back({state.slots()[i].name, parameters[i][replica], false});
  for (std::size_t i = 0; i < state.statistics().size(); ++i)
    result.push_back({state.statistic_slots()[i].name, state.statistics()[i][replica], true});
  return result;
}

// A module with a submodule for each layer, which holds the layer's tensors.
torch::jit::Module make_module(Learner<Classifier>& classifier, std::int64_t replica) {
  auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module module(kModuleName, unit);
  for (const NamedTensor& item : named_tensors(classifier, replica)) {
    const std::string layer = item.layer();
    if (!module.hasattr(layer))
      module.register_module(layer, torch::jit::Module(fmt::format("{}.{}", kModuleName, layer), unit));
    const Tensor copy = item.tensor.detach().cpu().clone();
    torch::jit::Module owner = module.attr(layer).toModule();
    if (item.is_statistic)
      owner.register_buffer(item.own_name(), copy);
    else
      owner.register_parameter(item.own_name(), copy, false);
  }
  module.define(
      fmt::format("def forward(self, x):\n  {}\n", fmt::join(classifier.network().script(), "\n  ")));
  module.eval();
  return module;
}

std::map<std::string, Tensor> read_tensors(const std::string& path) {
  std::map<std::string, Tensor> tensors;
  try {
    const torch::jit::Module module = torch::jit::load(path, torch::kCPU);
    for (const auto& parameter : module.named_parameters()) tensors[parameter.name] = parameter.value;
    for (const auto& buffer : module.named_buffers()) tensors[buffer.name] = buffer.value;
  } catch (const std::exception& error) {
    throw UserError("cannot read the classifier " + path, reason_of(error),
                    "use a file that --save_classifier wrote");
  }
  return tensors;
}

}  // namespace

void save_classifier(const std::string& path, Learner<Classifier>& classifier, std::int64_t replica,
                     FolderSync folder) {
  std::ostringstream bytes;  // LibTorch ends the process if it cannot write
  make_module(classifier, replica).save(bytes);
  const auto write = [&](const std::string& aside) {
    std::ofstream file(aside, std::ios::binary);
    file << bytes.str();
    if (!file.flush())
      throw system_error("cannot write the classifier", path,
                         "free space on the disk, or check its permissions");
  };
  replace_file(path, write, folder);
}

void load_classifier(const std::string& path, Learner<Classifier>& classifier) {
  const torch::NoGradGuard no_graph;
  const auto saved = read_tensors(path);
  for (std::int64_t r = 0; r < classifier.parameters().replicas(); ++r)
    for (NamedTensor& wanted : named_tensors(classifier, r)) {
      const auto found = saved.find(wanted.name);
      if (found == saved.end() || found->second.sizes() != wanted.tensor.sizes())
        throw UserError(
            fmt::format("the classifier in {} does not fit", path),
            fmt::format(
                "{} is {} in the file and [{}] here", wanted.name,
                found == saved.end() ? "absent" : fmt::format("[{}]", fmt::join(found->second.sizes(), ", ")),
                fmt::join(wanted.tensor.sizes(), ", ")),
            "use the architecture and data set that it was saved with");
      wanted.tensor.copy_(found->second);
    }
}

void ClassifierKeeper::on_start(TrialArray& array) {
  if (!load_path_.empty()) load_classifier(load_path_, array.classifier);
}

void ClassifierKeeper::on_end(TrialArray& array, const std::vector<std::int64_t>& reported) {
  if (!save_path_.empty() && !reported.empty()) save_classifier(save_path_, array.classifier, 0);
}

}  // namespace friendly
