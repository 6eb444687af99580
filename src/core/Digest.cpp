#include "core/Digest.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "core/Check.hpp"
#include "core/Error.hpp"
#include "core/Interruption.hpp"

namespace friendly {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

// Calls `use` for one block of `bytes` after another, with an interruption point between them.
template <class Use>
void for_each_block(std::string_view bytes, const Use& use) {
  constexpr std::size_t kBlock = std::size_t{16} << 20;
  for (; bytes.size() > kBlock; bytes.remove_prefix(kBlock)) {
    use(bytes.substr(0, kBlock));
    interruption_point();
  }
  use(bytes);
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    // Fetched only once: looking the algorithm up takes longer than hashing a short text.
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    FRIENDLY_CHECK(EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1, "SHA-256 is available");
  }
  void update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    std::string text;
    for (unsigned char byte : digest) {
      text += kHexDigits[byte >> 4];
      text += kHexDigits[byte & 15];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  for_each_block(bytes, [&](std::string_view block) { digest.update(block); });
  return digest.hex();
}

std::string sha256_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw system_error("cannot open", path, "check the path and its permissions");
  Sha256 digest;
  std::vector<char> block(1 << 20);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
    digest.update({block.data(), static_cast<std::size_t>(file.gcount())});
    interruption_point();
  }
  if (file.bad()) throw system_error("cannot read", path, "check that it is a file and the disk is sound");
  return digest.hex();
}

std::uint32_t crc32_of(std::string_view bytes, std::uint32_t before) {
  if (bytes.empty()) return before;  // zlib takes a null pointer for the wish to start
  uLong crc = before;
  for_each_block(bytes, [&](std::string_view block) {
    crc = ::crc32_z(crc, reinterpret_cast<const Bytef*>(block.data()), block.size());
  });
  return static_cast<std::uint32_t>(crc);
}

}  // namespace friendly
