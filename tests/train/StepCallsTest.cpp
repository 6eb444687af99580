#include <ATen/record_function.h>
#include <fmt/format.h>

#include "Support.hpp"
#include "core/Interrupted.hpp"

// What a training step asks of LibTorch. On a GPU a step that looks at a number waits for everything before
// it, and only steps that make the same calls can be replayed as one graph.
namespace friendly {
namespace {

using Calls = std::vector<std::string>;

/// Records the calls of each step while it exists: a step begins when the trainer asks whether to stop.
class CallRecorder {
 public:
  CallRecorder() {
    recorded() = {{}};
    handle_ = at::addGlobalCallback(at::RecordFunctionCallback(note).scopes(
        {at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
  }
  ~CallRecorder() { at::removeCallback(handle_); }
  CallRecorder(const CallRecorder&) = delete;
  CallRecorder& operator=(const CallRecorder&) = delete;

  void start_step() { recorded().emplace_back(); }
  const std::vector<Calls>& steps() const { return recorded(); }

 private:
  static std::vector<Calls>& recorded() {
    static std::vector<Calls> calls;
    return calls;
  }
  static std::unique_ptr<at::ObserverContext> note(const at::RecordFunction& function) {
    recorded().back().push_back(function.name());
    return nullptr;
  }

  at::CallbackHandle handle_;
};

/// Switches looking off, as on a GPU.
struct Blind : Observer {
  void on_start(TrialArray& array) override { array.may_look = false; }
};

struct Case {
  const char *method, *arch;
  std::size_t replicas;
  std::size_t most;  ///< calls of a step
  bool is_sparse = false;
};

std::string case_name(const ::testing::TestParamInfo<Case>& info) {
  return fmt::format("{}_{}_{}{}", info.param.method, info.param.arch, info.param.replicas,
                     info.param.is_sparse ? "_sparse" : "");
}

class StepCalls : public ::testing::TestWithParam<Case> {
 protected:
  // Epochs of ten steps, whose plan lasts so long that FT has one inner iteration in every step but the
  // first.
  static std::vector<Calls> calls_of_steps() {
    const Case& c = GetParam();
    TrialSpec spec = testing::short_spec(c.method, c.arch, 40);
    spec.dtype = "float32";
    if (spec.method != "ct") spec.ratio_simp = 1;
    spec.hidden = {8, 72};
    spec.iterations_simp = spec.method == "ft" ? 2 : 1;
    Blind blind;
    CallRecorder recorder;
    RunOptions options;
    options.observer = &blind;
    options.hooks.should_stop = [&] {
      recorder.start_step();
      return recorder.steps().size() > 30;
    };
    const Dataset data = c.is_sparse ? testing::small_texts(80) : testing::small_images(80);
    EXPECT_THROW(run_bundle(std::vector<TrialSpec>(c.replicas, spec), data, options), Interrupted);
    return recorder.steps();
  }
};

TEST_P(StepCalls, NeverLookAtNumbers) {
  const std::set<std::string> looks = {"aten::item",       "aten::_local_scalar_dense", "aten::is_nonzero",
                                       "aten::nonzero",    "aten::masked_select",       "aten::equal",
                                       "aten::unique_dim", "aten::repeat_interleave"};
  const auto steps = calls_of_steps();
  for (std::size_t i = 2; i < 10; ++i)
    for (const std::string& call : steps[i]) EXPECT_EQ(looks.count(call), 0) << call << " in step " << i;
}

// The first and the last step of an epoch are recorded together with what happens around them.
TEST_P(StepCalls, AreTheSameInEveryStep) {
  const auto steps = calls_of_steps();
  for (std::size_t i = 3; i < 10; ++i) EXPECT_EQ(steps[i], steps[2]) << "classifier step " << i;
  EXPECT_LE(steps[2].size(), GetParam().most);
  if (std::string(GetParam().method) != "nft") return;
  for (std::size_t i = 13; i < 20; ++i)
    EXPECT_EQ(steps[i], steps[12]) << "step of the simplifier's pass " << i;
}

INSTANTIATE_TEST_SUITE_P(Methods, StepCalls,
                         ::testing::Values(Case{"ct", "ff", 1, 190}, Case{"ct", "ff", 3, 225},
                                           Case{"eef", "ff", 1, 250}, Case{"ft", "ff", 1, 590},
                                           Case{"ft", "ff", 3, 700}, Case{"nft", "ff", 1, 240},
                                           Case{"ct", "cnn", 1, 350}, Case{"ft", "cnn", 2, 2000},
                                           Case{"nft", "cnn", 1, 620}, Case{"ct", "ff", 3, 225, true}),
                         case_name);

}  // namespace
}  // namespace friendly
