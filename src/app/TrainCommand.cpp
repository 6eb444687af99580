#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "app/Commands.hpp"
#include "app/DataOptions.hpp"
#include "app/SweepSetup.hpp"
#include "config/CommandLine.hpp"
#include "config/TrialOptions.hpp"
#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "core/Interrupted.hpp"
#include "core/Log.hpp"
#include "core/TerminalText.hpp"
#include "dataset/Catalogue.hpp"
#include "dataset/LoadDataset.hpp"
#include "results/ResultFile.hpp"
#include "results/SweepCheck.hpp"
#include "system/Device.hpp"
#include "system/Signals.hpp"
#include "train/BundleCheck.hpp"
#include "train/BundleRunner.hpp"
#include "train/ClassifierFile.hpp"
#include "train/ExampleLogger.hpp"
#include "trial/DevelopmentalPlan.hpp"

namespace friendly {

CommandLine train_line() {
  CommandLine line("train", "[--HYPERPARAMETER VALUE ...] [-o RESULTS.h5]",
                   "Trains one setting, without MPI.");
  line.option("output,o", "FILE", "write a result file with this one trial; it must not exist yet");
  line.flag("force", "replace files that exist: a result file that is not a sweep's, a classifier");
  line.option("checkpoint", "DIR",
              "resume from, and save to, a checkpoint in this folder; removed at the end");
  line.option("save_classifier", "FILE",
              "save the best epoch's classifier as a TorchScript module: in Python, "
              "torch.jit.load(FILE)(x) gives its logits for inputs x");
  line.option("load_classifier", "FILE", "start from a classifier saved by --save_classifier");
  line.option("threads", "N", "number of CPU threads", "1");
  line.option("device", "NAME", "auto, cpu, cuda or cuda:N", "auto");
  add_data_option(line);
  add_trial_options(line);
  line.offer("device", {"auto", "cpu", "cuda"});
  line.offer("dataset", dataset_names());
  return line;
}

namespace {

// Before any work whose results could not be kept.
void check_outputs(const CommandLine& line) {
  if (line.has("output")) {
    ensure_writable(line.get("output"));
    check_is_free(line.get("output"), line.flag_is_set("force"));
  }
  if (line.has("save_classifier")) {
    ensure_writable(line.get("save_classifier"));
    ensure_free(line.get("save_classifier"), line.flag_is_set("force"), "PK", "a classifier");
  }
  if (line.has("load_classifier") && !std::filesystem::exists(line.get("load_classifier")))
    throw UserError("cannot read the classifier " + line.get("load_classifier"), "there is no such file",
                    "use a file that --save_classifier wrote");
  if (line.has("checkpoint")) ensure_writable(line.get("checkpoint") + "/checkpoint");
}

void print_setting(const TrialSpec& spec) {
  const std::string simplifier = spec.method == "nft" ? " with " + spec.simplifier : "";
  std::cout << fmt::format("training {} on {} by {}{}, {}\n", spec.arch, spec.dataset, spec.method,
                           simplifier, counted(spec.epochs, "epoch"))
            << std::flush;
}

// Simplifiers are trained at the end of epochs that end on simplified data.
void warn_of_short_simplification(const TrialSpec& spec, const Dataset& data) {
  if (spec.method == "ct" || spec.ratio_simp == 0) return;
  const std::int64_t minibatches = minibatch_count(spec, data);
  if (DevelopmentalPlan(spec, minibatches).steps_with_simp() >= minibatches) return;
  std::cerr << fmt::format(
      "ratio_simp = {} of {} ends simplification within the first epoch{}: raise epochs or ratio_simp\n",
      spec.ratio_simp, counted(spec.epochs, "epoch"),
      spec.method == "nft" ? ", so that the simplifier is never trained" : "");
}

void print_epoch(const EpochRecord& record) {
  const auto part = [](const char* name, double loss, double accuracy) {
    return fmt::format("  {} {:.4f} {:6.2f} %", name, loss, 100 * accuracy);
  };
  const bool is_tested = !std::isnan(record.test_acc);
  std::cout << fmt::format("epoch {:>4}  scale {:.3f}", record.epoch, record.scale)
            << part("train", record.train_loss, record.train_acc)
            << part("valid", record.val_loss, record.val_acc)
            << (is_tested ? part("test", record.test_loss, record.test_acc) : "")
            << fmt::format("  {:.1f} s\n", record.seconds) << std::flush;
}

void print_result(const TrialResult& result) {
  if (result.status != status::kDone)
    std::cout << fmt::format("{}: {}\n", result.status, result.reason);
  else if (result.best_epoch < 0)
    std::cout << "no best epoch: none after the end of simplification had a validation accuracy above 0\n";
  else
    std::cout << fmt::format("best epoch {}: validation error {:.2f} %, test error {:.2f} %\n",
                             result.best_epoch, 100 * (1 - result.best_val_acc),
                             100 * (1 - result.best_test_acc));
}

// A sweep passes over epochs that it does not reach and inputs that no picture shows; here they are a
// mistake.
void check_log_epochs(const CommandLine& line, const TrialSpec& spec, const Dataset& data) {
  if (spec.log_epochs.empty()) return;
  const auto refuse = [](const std::string& why, const std::string& remedy) {
    throw UserError("command line: --log_epochs is not possible here", why, remedy);
  };
  if (*std::max_element(spec.log_epochs.begin(), spec.log_epochs.end()) >= spec.epochs)
    refuse(fmt::format("it takes epochs from 0 to {}", spec.epochs - 1),
           fmt::format("write --log_epochs {}, for instance", spec.epochs - 1));
  if (!can_be_logged(data)) refuse("the inputs are neither images nor points", "omit it");
  if (!line.has("output")) refuse("examples are kept in the result file", "add -o results/NAME.h5");
}

TrialOutcome train(BundleRunner& runner, const Bundle& bundle, const std::string& checkpoint) {
  try {
    return runner(
        bundle, {[](std::size_t, const EpochRecord& record) { print_epoch(record); }, stop_was_requested})[0];
  } catch (const Interrupted&) {
    std::cerr << (checkpoint.empty()
                      ? "stopped; nothing was saved (no --checkpoint DIR), so the same command starts over\n"
                      : fmt::format("stopped and saved in {}; the same command resumes\n", checkpoint));
    throw;
  }
}

}  // namespace

int train_command(const std::vector<std::string>& arguments) {
  CommandLine line = train_line();
  if (!line.parse(arguments)) return kAllDone;
  start_logging(0, false);
  const TrialSpec spec = trial_from_options(line, dataset_names());
  for (const std::string& notice : idle_options(line, spec)) std::cerr << notice << "\n";
  const Trial trial{trial_key(spec), "train", spec};
  const Bundle bundle{1, {trial}};
  check_outputs(line);
  auto datasets = std::make_shared<DatasetStore>(data_folders(line));
  const auto device = choose_device(line.get("device"), {}, 0, count_gpus());
  const auto threads = static_cast<int>(line.get_count("threads", 1));
  const std::string command_line = fmt::format("friendly train {}", fmt::join(arguments, " "));
  SweepPlan plan;
  plan.trials = bundle.trials;
  const SweepInfo info = prepare_info(plan, {bundle}, 1, command_line, line.get("device"), *datasets);
  const auto data = datasets->get(dataset_request(spec));

  const auto optional = [&](const char* name) { return line.has(name) ? line.get(name) : std::string(); };
  ClassifierKeeper keeper(optional("load_classifier"), optional("save_classifier"));
  check_log_epochs(line, spec, *data);
  BundleRunner runner{datasets, device, threads, optional("checkpoint")};
  runner.observer = &keeper;
  catch_stop_signals();
  print_setting(spec);
  warn_of_short_simplification(spec, *data);
  const auto outcome = train(runner, bundle, optional("checkpoint"));
  print_result(outcome.result);
  if (line.has("output")) {
    write_result_file(line.get("output"), {info, {{trial, outcome.result, outcome.epochs, outcome.log}}});
    std::cout << "results: " << line.get("output") << "\n";
  }
  if (line.has("save_classifier") && outcome.result.status == status::kDone && outcome.result.best_epoch >= 0)
    std::cout << "classifier: " << line.get("save_classifier") << "\n";
  runner.recorded(bundle);
  ::rmdir(optional("checkpoint").c_str());  // unless it holds checkpoints of other trials
  return outcome.result.status == status::kDone ? kAllDone : kSomeFailed;
}

}  // namespace friendly
