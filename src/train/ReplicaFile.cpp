#include "train/ReplicaFile.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/AtomicFile.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// A line of JSON, the tensors' bytes, and the CRC-32 of all that in hexadecimal digits.
constexpr std::size_t kChecksumDigits = 8;

std::string checksum_text(std::uint32_t checksum) {
  return fmt::format("{:08x}", checksum);
}

std::string layout_of(const Tensor& tensor) {
  return fmt::format("{} [{}]", c10::toString(tensor.scalar_type()), fmt::join(tensor.sizes(), ", "));
}

UserError unusable(const std::string& path, const std::string& why) {
  return {fmt::format("the checkpoint {} cannot be used", path), why,
          "it may be removed; its trial resumes from an older one or starts anew"};
}

// The CRC-32 of the first `size` bytes.
std::uint32_t checksum_of(std::ifstream& file, std::size_t size) {
  std::vector<char> block(1 << 20);
  std::uint32_t checksum = 0;
  while (size > 0 && file.read(block.data(), static_cast<std::streamsize>(std::min(size, block.size())))) {
    const auto count = static_cast<std::size_t>(file.gcount());
    checksum = crc32_of({block.data(), count}, checksum);
    size -= count;
  }
  return checksum;
}

}  // namespace

void write_replica_file(const std::string& path, const Replica& replica) {
  nlohmann::json head = {{"facts", replica.facts}, {"tensors", nlohmann::json::array()}};
  for (const Tensor& tensor : replica.tensors) head["tensors"].push_back(layout_of(tensor));
  const auto write = [&](const std::string& aside) {
    std::ofstream file(aside, std::ios::binary);
    std::uint32_t checksum = 0;
    const auto append = [&](std::string_view bytes) {
      checksum = crc32_of(bytes, checksum);
      file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    };
    append(head.dump() + "\n");
    for (const Tensor& tensor : replica.tensors) {
      const Tensor bytes = tensor.cpu().contiguous();
      append({static_cast<const char*>(bytes.data_ptr()), bytes.nbytes()});
    }
    file << checksum_text(checksum);
    if (!file.flush())
      throw system_error("cannot write the checkpoint", path,
                         "free space on the disk, or check its permissions");
  };
  replace_file(path, write, FolderSync::later);
}

ReplicaFile::ReplicaFile(const std::string& path)
    : path_(path), file_(path, std::ios::binary | std::ios::ate) {
  if (!file_) throw system_error("cannot open the checkpoint", path, "check its permissions and the disk");
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(file_.tellg(), 0));
  if (size < kChecksumDigits) throw unusable(path, "it is cut off");
  file_.seekg(0);
  const std::uint32_t checksum = checksum_of(file_, size - kChecksumDigits);
  std::string digits(kChecksumDigits, '\0');
  if (!file_.read(digits.data(), kChecksumDigits)) throw unusable(path, "reading it failed");
  if (digits != checksum_text(checksum)) throw unusable(path, "its checksum is wrong, it is damaged");
  file_.seekg(0);
  std::string line;
  std::getline(file_, line);
  try {
    const auto head = nlohmann::json::parse(line);
    head.at("tensors").get_to(layouts_);
    facts_ = head.at("facts");
  } catch (const nlohmann::json::exception& error) {
    throw unusable(path, error.what());
  }
  tensors_at_ = file_.tellg();
}

void ReplicaFile::read_into(std::vector<Tensor> tensors) {
  std::vector<std::string> wanted;
  for (const Tensor& tensor : tensors) wanted.push_back(layout_of(tensor));
  if (wanted != layouts_)
    throw unusable(path_,
                   fmt::format("it holds {} and not {}", fmt::join(layouts_, ", "), fmt::join(wanted, ", ")));
  file_.seekg(tensors_at_);
  for (Tensor& tensor : tensors) {
    const Tensor bytes = torch::empty(tensor.sizes(), tensor.scalar_type());
    if (!file_.read(static_cast<char*>(bytes.data_ptr()), static_cast<std::streamsize>(bytes.nbytes())))
      throw unusable(path_, "reading it failed");
    tensor.copy_(bytes);
  }
}

}  // namespace friendly
