#include "PlainTrainer.hpp"

#include "core/Check.hpp"

namespace friendly {

namespace nn = torch::nn;
using torch::Tensor;

namespace {

constexpr std::int64_t kTestBatches = 40;  // more than a cache holds

nn::Sequential make_module(const std::string& arch, std::int64_t inputs, std::int64_t classes) {
  nn::Sequential module;
  const auto head = [&](std::int64_t width) {
    module->push_back(nn::MaxPool2d(2));
    module->push_back(nn::Dropout(0.25));
    module->push_back(nn::Flatten());
    module->push_back(nn::Linear(width, 128));
    module->push_back(nn::ReLU());
    module->push_back(nn::Dropout(0.5));
    module->push_back(nn::Linear(128, classes));
  };
  const auto convolution = [&](std::int64_t in, std::int64_t out, std::int64_t kernel) {
    module->push_back(nn::Conv2d(in, out, kernel));
    module->push_back(nn::ReLU());
  };
  if (arch == "cnn") {
    convolution(1, 32, 3);
    convolution(32, 64, 3);
    head(64 * 12 * 12);
  } else if (arch == "cnn2") {
    convolution(1, 32, 4);
    convolution(32, 48, 4);
    convolution(48, 64, 3);
    convolution(64, 64, 2);
    head(64 * 9 * 9);
  } else if (arch == "ff") {
    module = nn::Sequential(nn::Flatten(), nn::Linear(inputs, 10), nn::Tanh(), nn::Linear(10, classes));
  } else {
    FRIENDLY_CHECK(arch == "ff2", "an architecture that the benchmark knows");
    module->push_back(nn::Flatten());
    std::int64_t width = inputs;
    for (const std::int64_t next : {2500, 2000, 1500, 1000, 500}) {
      module->push_back(nn::Linear(width, next));
      module->push_back(nn::BatchNorm1d(next));
      module->push_back(nn::ReLU());
      width = next;
    }
    module->push_back(nn::Linear(width, classes));
  }
  return module;
}

Tensor random_labels(const DataSize& data, std::int64_t count) {
  return torch::randint(data.classes, {count}, torch::kInt64);
}

std::unique_ptr<torch::optim::Adam> make_adam(const std::vector<Tensor>& parameters, double rate) {
  return std::make_unique<torch::optim::Adam>(parameters, torch::optim::AdamOptions(rate).weight_decay(1e-8));
}

}  // namespace

PlainTrainer::PlainTrainer(const TrialSpec& spec, const DataSize& data, const torch::Device& device)
    : spec_(spec),
      inputs_(torch::rand({1024, 1, 28, 28}, device)),
      labels_(random_labels(data, 1024).to(device)),
      tested_(torch::rand({kTestBatches * spec.test_batch_size, 1, 28, 28}, device)),
      tested_labels_(random_labels(data, kTestBatches * spec.test_batch_size).to(device)),
      order_(torch::randperm(1024, torch::kInt64).to(device)),
      classifier_(make_module(spec.arch, 28 * 28, data.classes)) {
  classifier_->to(device);
  classifier_steps_ = make_adam(classifier_->parameters(), spec.lr_clf);
  if (spec.method != "nft") return;
  simplifier_ = testing::ModuleUNet(UNetOptions{1, spec.n_deep, spec.n_filters_base, false, false});
  simplifier_->to(device);
  simplifier_steps_ = make_adam(simplifier_->parameters(), spec.lr_simp);
}

Tensor PlainTrainer::next_minibatch() {
  if (position_ + spec_.batch_size > order_.size(0)) position_ = 0;
  const Tensor indices = order_.narrow(0, position_, spec_.batch_size);
  position_ += spec_.batch_size;
  targets_ = labels_.index_select(0, indices);
  return inputs_.index_select(0, indices);
}

void PlainTrainer::step() {
  classifier_->train();
  const Tensor x = next_minibatch();
  classifier_steps_->zero_grad();
  const Tensor logits = classifier_->forward(x);
  const Tensor loss = nn::functional::cross_entropy(logits, targets_);
  loss.backward();
  classifier_steps_->step();
  loss.item<float>();
  logits.argmax(1).eq(targets_).sum().item<std::int64_t>();
}

void PlainTrainer::simplification() {
  const torch::NoGradGuard no_graph;
  simplifier_->forward(next_minibatch(), targets_);
}

void PlainTrainer::iteration() {
  classifier_->eval();
  const Tensor x = next_minibatch().requires_grad_();
  classifier_->zero_grad();
  const Tensor logits = classifier_->forward(x);
  const Tensor loss = nn::functional::cross_entropy(logits, targets_);
  loss.backward();
  const torch::NoGradGuard no_graph;
  torch::softmax(logits, 1).gather(1, targets_.unsqueeze(1));
  logits.argmax(1).eq(targets_).logical_not().nonzero();
  x.sub(x.grad(), spec_.step_simp);
}

void PlainTrainer::pass_step() {
  const Tensor x = next_minibatch();
  classifier_steps_->zero_grad();
  simplifier_steps_->zero_grad();
  const Tensor simplified = simplifier_->forward(x, targets_);
  const Tensor loss = nn::functional::cross_entropy(classifier_->forward(simplified), targets_) +
                      nn::functional::mse_loss(simplified, x);
  loss.backward();
  simplifier_steps_->step();
}

void PlainTrainer::evaluation() {
  classifier_->eval();
  const torch::NoGradGuard no_graph;
  const std::int64_t first = test_batch_++ % kTestBatches * spec_.test_batch_size;
  const Tensor labels = tested_labels_.narrow(0, first, spec_.test_batch_size);
  const Tensor logits = classifier_->forward(tested_.narrow(0, first, spec_.test_batch_size));
  nn::functional::cross_entropy(logits, labels).item<float>();
  logits.argmax(1).eq(labels).sum().item<std::int64_t>();
}

}  // namespace friendly
