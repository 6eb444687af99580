#include <algorithm>

#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

using S = TrialSpec;

bool with_unet(const S& spec) {
  return spec.simplifier == "unet";
}
bool with_ff_simplifier(const S& spec) {
  return spec.simplifier == "ff";
}
bool with_sgd(const S& spec) {
  return spec.optim == "sgdc+adam";
}
bool with_factor(const S& spec) {
  return with_sgd(spec) && spec.cos_scheduler != "none";
}
bool with_plan(const S& spec) {
  return spec.method != "ct";
}
bool with_cifar(const S& spec) {
  return spec.dataset.rfind("cifar", 0) == 0;
}
bool with_dropout(const S& spec) {
  return spec.arch == "cnn" || spec.arch == "cnn2";
}
bool with_two_moons(const S& spec) {
  return spec.dataset == "two_moons";
}

std::vector<Hyperparameter> make_table() {
  std::vector<Hyperparameter> table;
  const auto add = [&](std::string name, Field<S>::Member member, std::string help) -> Hyperparameter& {
    table.emplace_back();
    table.back().name = std::move(name);
    table.back().member = member;
    table.back().help = std::move(help);
    return table.back();
  };
  const auto words = [&](std::string name, std::string S::*member, std::vector<std::string> choices,
                         std::string help) -> Hyperparameter& {
    auto& row = add(std::move(name), member, std::move(help));
    row.choices = std::move(choices);
    return row;
  };
  const auto count = [&](std::string name, std::int64_t S::*member, double lowest,
                         std::string help) -> Hyperparameter& {
    auto& row = add(std::move(name), member, std::move(help));
    row.lowest = lowest;
    return row;
  };
  const auto real = [&](std::string name, double S::*member, double lowest, double highest,
                        std::string help) -> Hyperparameter& {
    auto& row = add(std::move(name), member, std::move(help));
    row.lowest = lowest;
    row.highest = highest;
    return row;
  };
  const double infinity = std::numeric_limits<double>::infinity();

  words("method", &S::method, {"ct", "eef", "ft", "nft"},
        "training method: classic, easy examples first, friendly or neural friendly training");
  add("dataset", &S::dataset, "data set, one of those that `friendly data list` shows");
  words("arch", &S::arch, {"ff", "ff2", "cnn", "cnn2", "resnet"},
        "classifier (paper: FC-A, FC-B, CNN-A, CNN-B, ResNet18)");
  count("run", &S::run, 0, "number of the repetition; seeds the initial weights and the order of examples");
  count("seed", &S::seed, 0,
        "seeds the split into training and validation data, noisy labels, generated data and, with run, the "
        "order of examples");
  count("epochs", &S::epochs, 1, "training epochs (paper: gamma_max)");
  count("batch_size", &S::batch_size, 1, "size of a training minibatch").unit = "examples";
  count("test_batch_size", &S::test_batch_size, 1,
        "most examples of an evaluation batch; decides nothing but speed and memory")
      .unit = "examples";
  words("test_when", &S::test_when, {"end", "epoch"},
        "when test data are scored: at the end, with the reported epoch's classifier, or after every epoch, "
        "for "
        "curves and best_test_acc_seen")
      .since = "0.2.0";
  auto& logged = add("log_epochs", &S::log_epochs,
                     "epochs, from 0, at whose end examples are kept as they are and as they are simplified: "
                     "images, or points with the classifier's boundary; in a sweep file [0, 9] is one value");
  logged.lowest = 0;
  logged.since = "0.2.0";
  words("optim", &S::optim, {"adam", "adadelta", "rmsprop", "sgdc+adam"},
        "optimiser for both networks; sgdc+adam: SGD with momentum for the classifier, Adam for the "
        "simplifier");
  real("lr_clf", &S::lr_clf, 0, infinity, "learning rate of the classifier (paper: alpha)").lowest_is_open =
      true;
  real("weight_decay_clf", &S::weight_decay_clf, 0, infinity, "weight decay of the classifier");
  words("cos_scheduler", &S::cos_scheduler, {"none", "monotonic", "delayed", "restart"},
        "cosine annealing of the classifier's learning rate (SGD only)")
      .only_if = with_sgd;
  auto& factor =
      real("lr_factor_clf", &S::lr_factor_clf, 0, infinity,
           "factor applied to lr_clf when simplification ends (delayed and restart schedules only)");
  factor.lowest_is_open = true;
  factor.only_if = with_factor;
  real("ratio_simp", &S::ratio_simp, 0, 1, "share of the training steps that are taken on simplified data")
      .only_if = with_plan;
  words("scaling", &S::scaling, {"linear", "quadratic"}, "how the developmental plan decreases to 0")
      .only_if = with_plan;
  count("iterations_simp", &S::iterations_simp, 0,
        "simplifier passes per epoch (NFT) or maximum number of inner iterations (FT; paper: tau)")
      .methods = "ft nft";
  words("simplifier", &S::simplifier, {"unet", "ff"}, "architecture of the simplifier").methods = "nft";

  const auto nft_only = [](Hyperparameter& row, Hyperparameter::Condition only_if = nullptr) {
    row.methods = "nft";
    row.only_if = only_if;
  };
  auto& depth = count("n_deep", &S::n_deep, 2,
                      "number of down and up blocks in the U-Net: 2 or 4 (paper: nu = 1 or 2)");
  depth.highest = 4;
  nft_only(depth, with_unet);
  nft_only(count("n_filters_base", &S::n_filters_base, 1,
                 "number of filters in the U-Net's first block (paper: n_f)"),
           with_unet);
  auto& hidden =
      add("hidden", &S::hidden,
          "layer widths of the ff simplifier, the last being the input's size; []: [256, size]; in a "
          "sweep file [16, 784] is one value, [[16, 784], [784]] an axis of two");
  hidden.lowest = 1;
  nft_only(hidden, with_ff_simplifier);
  nft_only(words("activation", &S::activation, {"relu", "leaky-relu", "tanh"},
                 "activation function of the ff simplifier"),
           with_ff_simplifier);
  nft_only(add("target_conditioning", &S::target_conditioning,
               "give the simplifier the label in addition to the input"));
  nft_only(add("sigmoid_postprocessing", &S::sigmoid_postprocessing,
               "apply a sigmoid to the simplifier's output"));
  auto& rate = real("lr_simp", &S::lr_simp, 0, infinity, "learning rate of the simplifier (paper: beta)");
  rate.lowest_is_open = true;
  nft_only(rate);
  nft_only(real("weight_decay_simp", &S::weight_decay_simp, 0, infinity, "weight decay of the simplifier"));
  nft_only(
      real("beta_simp", &S::beta_simp, 0, infinity, "weight of the perturbation penalty (paper: eta_max)"));
  auto& threshold = real("acc_thres", &S::acc_thres, 0, 1,
                         "validation accuracy above which the simplifier's passes of an epoch end");
  threshold.optional = true;
  nft_only(threshold);
  real("step_simp", &S::step_simp, 0, infinity, "step size on the input (FT; paper: beta)").methods = "ft";
  auto& confidence =
      real("conf_thres", &S::conf_thres, 0, 1,
           "confidence above which a correctly classified example is left alone (FT; paper: c)");
  confidence.optional = true;
  confidence.methods = "ft";
  add("carry_gradient", &S::carry_gradient,
      "add the last inner iteration's weight gradient to the update, as the released code does (FT)")
      .methods = "ft";
  real("noisy_labels", &S::noisy_labels, 0, 1,
       "share of the training labels that are replaced by wrong ones");
  add("data_augmentation", &S::data_augmentation,
      "randomly crop and flip the training images (CIFAR-10 only)")
      .only_if = with_cifar;
  add("dropout", &S::dropout, "use the classifier's dropout layers (cnn and cnn2 only)").only_if =
      with_dropout;
  count("n_train", &S::n_train, 0, "train only on so many of the training examples; 0: on all").unit =
      "examples";
  auto& examples =
      count("n_examples", &S::n_examples, 20, "total size of the two_moons set, all parts together");
  examples.unit = "examples";
  examples.only_if = with_two_moons;
  real("noise", &S::noise, 0, infinity, "standard deviation of the noise added to two_moons").only_if =
      with_two_moons;
  words("dtype", &S::dtype, {"float32", "float64", "tf32", "bf16"},
        "floating-point type of all computations; tf32: float32, but for products and convolutions on a GPU; "
        "bf16: float32, but for the networks' activations");

  const auto row_of = [&](const char* name) -> Hyperparameter& {
    return *std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
  };
  // An array holds these as a vector over its replicas.
  for (const char* name : {"run", "lr_clf", "weight_decay_clf", "lr_factor_clf", "ratio_simp", "scaling",
                           "lr_simp", "weight_decay_simp", "beta_simp", "step_simp", "conf_thres"})
    row_of(name).varies_in_array = true;
  for (const char* name :
       {"method", "dataset", "arch", "epochs", "noisy_labels", "n_train", "n_examples", "noise", "dtype"})
    row_of(name).role = Hyperparameter::Role::experiment;
  for (const char* name : {"run", "seed"}) row_of(name).role = Hyperparameter::Role::repetition;
  for (const char* name : {"test_when", "test_batch_size", "log_epochs"})
    row_of(name).role = Hyperparameter::Role::evaluation;
  // The words of the papers, of the released code's older script and of other programs.
  const auto also = [&](const char* name, std::vector<std::string> aliases) {
    row_of(name).aliases = std::move(aliases);
  };
  also("method", {"algorithm", "training"});
  also("dataset", {"data", "data_set", "task"});
  also("arch", {"architecture", "classifier", "model", "net", "network"});
  also("run", {"repeat", "repetition", "replicate", "trial"});
  also("seed", {"random_seed", "random_state", "rng_seed"});
  also("epochs", {"epoch", "gamma_max", "max_epochs", "n_epochs", "num_epochs"});
  also("log_epochs", {"log_images"});
  also("batch_size", {"batch", "batchsize", "bs", "minibatch", "train_batch_size"});
  also("test_batch_size", {"eval_batch_size", "val_batch_size"});
  also("optim", {"opt", "optimiser", "optimizer", "solver"});
  also("lr_clf", {"alpha", "learning_rate", "lr"});
  also("lr_simp", {"beta", "learning_rate", "lr"});
  also("step_simp", {"beta", "step_size"});
  also("weight_decay_clf", {"decay", "l2", "wd", "weight_decay"});
  also("weight_decay_simp", {"decay", "l2", "wd", "weight_decay"});
  also("cos_scheduler", {"lr_scheduler", "schedule", "scheduler"});
  also("lr_factor_clf", {"lr_factor"});
  also("ratio_simp", {"gamma_max_simp", "simp_ratio"});
  also("iterations_simp", {"n_iterations", "tau"});
  also("n_deep", {"depth", "nu"});
  also("n_filters_base", {"filters", "n_f", "n_filters"});
  also("hidden", {"hidden_size", "hidden_sizes", "layers", "widths"});
  also("activation", {"nonlinearity"});
  also("beta_simp", {"beta", "eta", "eta_max", "penalty"});
  also("conf_thres", {"c", "confidence"});
  also("noisy_labels", {"label_noise"});
  also("data_augmentation", {"augment", "augmentation"});
  also("n_train", {"n_samples", "train_size"});
  also("dtype", {"precision"});
  return table;
}

}  // namespace

const std::vector<Hyperparameter>& hyperparameters() {
  static const std::vector<Hyperparameter> table = make_table();
  return table;
}

}  // namespace friendly
