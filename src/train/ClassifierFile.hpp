#pragma once
#include <string>

#include "train/Observer.hpp"

namespace friendly {

/// Writes one replica's classifier to `path`, aside and renamed: parameters and running statistics by layer.
/// Python's torch.jit.load opens it; its state_dict() has "linear1.weight" and so on. Throws UserError.
void save_classifier(const std::string& path, Learner<Classifier>& classifier, std::int64_t replica);

/// Gives every replica the classifier in `path`. Throws UserError where the file cannot be read or holds
/// another architecture; the first layer that does not fit is named.
void load_classifier(const std::string& path, Learner<Classifier>& classifier);

/// Starts a trial from one classifier file and keeps its best epoch's classifier in another; an empty path
/// leaves either out. The best epoch is the reported one (Selection.hpp).
class ClassifierKeeper : public Observer {
 public:
  ClassifierKeeper(std::string load_path, std::string save_path)
      : load_path_(std::move(load_path)), save_path_(std::move(save_path)) {}
  void on_start(TrialArray& array) override;
  void on_epoch(TrialArray& array, Method& method, const Records& records) override;

 private:
  std::string load_path_, save_path_;
};

}  // namespace friendly
