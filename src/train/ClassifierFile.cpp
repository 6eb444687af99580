#include "train/ClassifierFile.hpp"

#include <fmt/format.h>
#include <torch/serialize.h>

#include <functional>
#include <map>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "train/Selection.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// A tensor of one replica with its layer's name and its own.
struct NamedTensor {
  std::string layer, name;
  Tensor tensor;
  bool is_statistic;
};

std::vector<NamedTensor> named_tensors(Learner<Classifier>& classifier, std::int64_t replica) {
  std::vector<NamedTensor> result;
  const auto add = [&](const std::string& full_name, const Tensor& tensor, bool is_statistic) {
    const auto dot = full_name.find('.');
    result.push_back({full_name.substr(0, dot), full_name.substr(dot + 1), tensor, is_statistic});
  };
  const auto& parameters = classifier.parameters().tensors();
  NetworkState& state = classifier.state();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    add(state.slots()[i].name, parameters[i][replica], false);
  for (std::size_t i = 0; i < state.statistics().size(); ++i)
    add(state.statistic_slots()[i].name, state.statistics()[i][replica], true);
  return result;
}

void read_into(const std::string& path, torch::serialize::InputArchive& archive, NamedTensor& wanted) {
  torch::serialize::InputArchive layer;
  Tensor saved;
  const bool found =
      archive.try_read(wanted.layer, layer) && layer.try_read(wanted.name, saved, wanted.is_statistic);
  if (!found || saved.sizes() != wanted.tensor.sizes())
    throw UserError(fmt::format("the classifier in {} does not fit", path),
                    fmt::format("{}.{} is {} in the file and [{}] here", wanted.layer, wanted.name,
                                found ? fmt::format("[{}]", fmt::join(saved.sizes(), ", ")) : "absent",
                                fmt::join(wanted.tensor.sizes(), ", ")),
                    "use the architecture and data set that it was saved with");
  wanted.tensor.copy_(saved);
}

}  // namespace

void save_classifier(const std::string& path, Learner<Classifier>& classifier, std::int64_t replica) {
  std::map<std::string, torch::serialize::OutputArchive> layers;
  for (const NamedTensor& item : named_tensors(classifier, replica))
    layers[item.layer].write(item.name, item.tensor.detach().cpu().clone(), item.is_statistic);
  torch::serialize::OutputArchive archive;
  for (auto& [name, layer] : layers) archive.write(name, layer);
  replace_file(path, [&](const std::string& aside) {
    try {
      archive.save_to(aside);
    } catch (const c10::Error& error) {
      throw UserError("cannot write the classifier " + path, error.what_without_backtrace(),
                      "check the path, its permissions and the disk's free space");
    }
  });
}

void load_classifier(const std::string& path, Learner<Classifier>& classifier) {
  const torch::NoGradGuard no_graph;
  torch::serialize::InputArchive archive;
  try {
    archive.load_from(path);
  } catch (const c10::Error& error) {
    throw UserError("cannot read the classifier " + path, error.what_without_backtrace(),
                    "use a file that --save_classifier wrote");
  }
  for (std::int64_t r = 0; r < classifier.parameters().replicas(); ++r)
    for (NamedTensor& item : named_tensors(classifier, r)) read_into(path, archive, item);
}

void ClassifierKeeper::on_start(TrialArray& array) {
  if (!load_path_.empty()) load_classifier(load_path_, array.classifier);
}

void ClassifierKeeper::on_epoch(TrialArray& array, Method&, const Records& records) {
  TrialResult result;
  select_epoch(records.front(), result);
  if (!save_path_.empty() && result.best_epoch == array.position.epoch)
    save_classifier(save_path_, array.classifier, 0);
}

}  // namespace friendly
