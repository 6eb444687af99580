#pragma once
#include <string>

#include "core/AtomicFile.hpp"
#include "train/Observer.hpp"

namespace friendly {

/// Writes one replica's classifier to `path`, replacing the file atomically, as a TorchScript module on the
/// CPU: what torch.jit.load returns maps inputs [B, ...] to logits [B, K] as they are in evaluation mode, and
/// its state_dict() has the parameters and running statistics, "linear1.weight" and so on. Equal classifiers
/// make equal bytes. With FolderSync::later the caller has to sync the folder. Throws UserError if the file
/// cannot be written.
void save_classifier(const std::string& path, Learner<Classifier>& classifier, std::int64_t replica,
                     FolderSync folder = FolderSync::now);

/// Loads the classifier in `path` into every replica. Throws UserError if the file cannot be read or holds
/// another architecture; the message then names the first tensor that does not fit.
void load_classifier(const std::string& path, Learner<Classifier>& classifier);

/// For an array of one trial: starts from the classifier in one file and saves that of the reported epoch in
/// another once the training has ended. An empty path omits either.
class ClassifierKeeper : public Observer {
 public:
  ClassifierKeeper(std::string load_path, std::string save_path)
      : load_path_(std::move(load_path)), save_path_(std::move(save_path)) {}
  void on_start(TrialArray& array) override;
  void on_end(TrialArray& array, const std::vector<std::int64_t>& reported) override;

 private:
  std::string load_path_, save_path_;
};

}  // namespace friendly
