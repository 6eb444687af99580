#include "train/Checkpoint.hpp"

#include <fmt/format.h>
#include <torch/serialize.h>

#include "core/AtomicFile.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr const char* kRemedy = "remove the checkpoint to start afresh, or use what it was made with";

std::string tensor_name(std::size_t index) {
  return fmt::format("tensor{}", index);
}

// Of the head and all tensors, since LibTorch does not verify what it reads.
std::int64_t checksum(const std::string& head, const std::vector<torch::Tensor>& tensors) {
  std::string sums = head;
  for (const torch::Tensor& tensor : tensors) {
    const torch::Tensor bytes = tensor.cpu().contiguous();
    sums += fmt::format(" {}", crc32_of({static_cast<const char*>(bytes.data_ptr()), bytes.nbytes()}));
  }
  return crc32_of(sums);
}

void check_identity(const std::string& path, const nlohmann::json& saved, const nlohmann::json& wanted) {
  const nlohmann::json there = saved.flatten(), here = wanted.flatten();
  nlohmann::json fields = there;
  fields.update(here);
  const auto text = [](const nlohmann::json& identity, const std::string& field) {
    return identity.contains(field) ? identity.at(field).dump() : "absent";
  };
  for (const auto& item : fields.items()) {
    const std::string& field = item.key();
    if (text(there, field) == text(here, field)) continue;
    throw UserError(fmt::format("the checkpoint {} does not belong to this run", path),
                    fmt::format("{} is {} in the file and {} here", field.substr(1), text(there, field),
                                text(here, field)),
                    kRemedy);
  }
}

}  // namespace

void write_checkpoint(const std::string& path, const nlohmann::json& head,
                      const std::vector<torch::Tensor>& tensors) {
  replace_file(path, [&](const std::string& aside) {
    torch::serialize::OutputArchive archive;
    archive.write("head", c10::IValue(head.dump()));
    archive.write("checksum", c10::IValue(checksum(head.dump(), tensors)));
    for (std::size_t i = 0; i < tensors.size(); ++i) archive.write(tensor_name(i), tensors[i], true);
    try {
      archive.save_to(aside);
    } catch (const c10::Error& error) {
      throw UserError("cannot write the checkpoint " + path, error.what_without_backtrace(),
                      "free space on the disk, or check the permissions");
    }
  });
}

nlohmann::json read_checkpoint(const std::string& path, const nlohmann::json& identity,
                               std::vector<torch::Tensor>& tensors) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path);
    c10::IValue text, sum;
    archive.read("head", text);
    archive.read("checksum", sum);
    const auto head = nlohmann::json::parse(text.toStringRef());
    check_identity(path, head.at("identity"), identity);
    std::vector<torch::Tensor> saved(tensors.size());
    for (std::size_t i = 0; i < saved.size(); ++i) archive.read(tensor_name(i), saved[i], true);
    if (sum.toInt() != checksum(text.toStringRef(), saved))
      throw UserError("cannot read the checkpoint " + path, "its checksum is wrong, the file is damaged",
                      kRemedy);
    for (std::size_t i = 0; i < saved.size(); ++i) tensors[i].copy_(saved[i]);
    return head;
  } catch (const c10::Error& error) {
    throw UserError("cannot read the checkpoint " + path, error.what_without_backtrace(), kRemedy);
  } catch (const nlohmann::json::exception& error) {
    throw UserError("cannot read the checkpoint " + path, error.what(), kRemedy);
  }
}

}  // namespace friendly
