#include "train/ReplayRunner.hpp"

#include <torch/library.h>

namespace friendly::testing {

using torch::Tensor;
using torch::jit::Stack;

namespace {

// LibTorch's own tests use this key in the same way.
constexpr auto kKey = c10::DispatchKey::TESTING_ONLY_GenericMode;

Recording* recording_now = nullptr;

std::vector<Tensor> tensors_in(const Stack& values) {
  std::vector<Tensor> tensors;
  for (const c10::IValue& value : values) {
    if (value.isTensor()) tensors.push_back(value.toTensor());
    if (!value.isTensorList()) continue;
    for (const Tensor& tensor : value.toTensorVector()) tensors.push_back(tensor);
  }
  return tensors;
}

}  // namespace

void record_call(const c10::OperatorHandle& op, Stack* stack) {
  Recording::record(op, stack);
}

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&record_call>());
}

Recording::Recording(const std::function<void()>& step) {
  recording_now = this;
  const c10::impl::IncludeDispatchKeyGuard guard(kKey);
  step();
  recording_now = nullptr;
}

void Recording::record(const c10::OperatorHandle& op, Stack* stack) {
  // An operator that consists of others is recorded as those, since gradients keep their results.
  const auto composite = c10::DispatchKey::CompositeImplicitAutograd;
  if (op.hasKernelForDispatchKey(composite)) return op.callBoxedForDispatchKey(composite, *stack);
  const auto count = static_cast<std::ptrdiff_t>(op.schema().arguments().size());
  Call call{op, Stack(stack->end() - count, stack->end()), {}};
  {
    const c10::impl::ExcludeDispatchKeyGuard guard(kKey);
    op.callBoxed(stack);
  }
  const auto arguments = tensors_in(call.arguments);
  const auto is_argument = [&](const Tensor& result) {
    return std::any_of(arguments.begin(), arguments.end(), [&](const Tensor& argument) {
      return argument.defined() && argument.has_storage() && result.is_alias_of(argument);
    });
  };
  const auto results = static_cast<std::ptrdiff_t>(op.schema().returns().size());
  for (const Tensor& result : tensors_in(Stack(stack->end() - results, stack->end())))
    call.results.push_back(result.defined() && !is_argument(result) ? result : Tensor());
  recording_now->calls_.push_back(std::move(call));
}

void Recording::repeat() const {
  const torch::NoGradGuard no_graph;
  for (const Call& call : calls_) {
    Stack stack = call.arguments;
    call.op.callBoxed(stack);
    const auto results = tensors_in(stack);
    for (std::size_t i = 0; i < results.size(); ++i)
      if (call.results[i].defined()) call.results[i].detach().copy_(results[i]);
  }
}

void ReplayRunner::run(const std::vector<Tile>& tiles, const Step& step) {
  for (const Tile& tile : tiles) {
    Kind& kind = kinds_[{{tile.first, tile.count}, step.kind(tile)}];
    if (kind.recording != nullptr) {
      kind.recording->repeat();
      ++repeated;
      continue;
    }
    const auto compute = [&] { step.compute(tile); };
    if (++kind.runs < 3)
      compute();
    else
      kind.recording = std::make_unique<Recording>(compute);
    ++computed;
  }
}

}  // namespace friendly::testing
