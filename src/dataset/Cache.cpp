#include "dataset/Cache.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Stopwatch.hpp"
#include "formats/SealedFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name;
}

// A file that only one process can make: no lock of the operating system, which not every cluster file system
// has. It saves work and nothing else; the data file is replaced as a whole whoever writes it.
class ParsingMark {
 public:
  enum class State { ours, taken, refused };

  explicit ParsingMark(std::string path) : path_(std::move(path)) {}
  ~ParsingMark() {
    if (state_ == State::ours) ::unlink(path_.c_str());
  }
  ParsingMark(const ParsingMark&) = delete;
  ParsingMark& operator=(const ParsingMark&) = delete;

  State take() {
    const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
      if (errno == EACCES || errno == EROFS || errno == EPERM) return state_ = State::refused;
      if (errno != EEXIST) throw system_error("cannot create", path_, "free space on the disk");
      return state_ = State::taken;
    }
    const std::string owner = fmt::format("{} {}\n", host_name(), ::getpid());
    const bool written =
        ::write(descriptor, owner.data(), owner.size()) == static_cast<ssize_t>(owner.size());
    ::close(descriptor);
    state_ = State::ours;
    if (!written) throw system_error("cannot write", path_, "free space on the disk");
    return state_;
  }

  // Until its owner has removed it; one that has died or takes too long loses it.
  void wait_for_end(double patience_s) const {
    const Stopwatch waited;
    while (fs::exists(path_)) {
      if (is_orphan() || waited.seconds() > patience_s) ::unlink(path_.c_str());
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }

 private:
  // True if the process that made it ran on this machine and runs no more.
  bool is_orphan() const {
    std::ifstream file(path_);
    std::string host;
    pid_t process = 0;
    return file >> host >> process && host == host_name() && ::kill(process, 0) != 0 && errno == ESRCH;
  }

  std::string path_;
  State state_ = State::taken;
};

// What is kept, unless it was made from other sources or is damaged: it is then made again.
std::optional<UnsplitDataset> fresh(const std::string& path, const std::string& stamp) {
  if (!fs::exists(path)) return std::nullopt;
  try {
    SealedFile file = map_sealed_file(path);
    if (file.stamp == stamp) return std::move(file.dataset);
  } catch (const UserError& error) {
    spdlog::debug("{}", error.what());
  }
  return std::nullopt;
}

UnsplitDataset parse_and_keep(const std::string& path, const std::string& stamp,
                              const std::function<UnsplitDataset()>& parse) {
  spdlog::info("reading the sources of {}; the next start takes them from there", path);
  write_sealed_file(path, parse(), stamp);
  return map_sealed_file(path).dataset;
}

bool make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  return !error;
}

}  // namespace

std::string source_stamp(const std::vector<std::string>& files) {
  std::string text;
  for (const auto& file : files) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw system_error("cannot open", file, "check the path");
    text += fmt::format("{} {} {}.{}\n", fs::path(file).filename().string(), status.st_size,
                        status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  }
  return sha256(text);
}

UnsplitDataset cached(const std::string& path, const std::string& stamp,
                      const std::function<UnsplitDataset()>& parse, double patience_s) {
  if (auto examples = fresh(path, stamp)) return *std::move(examples);
  if (!make_folder(path)) return parse();
  while (true) {
    ParsingMark mark(path + ".parsing");
    const auto state = mark.take();
    if (state == ParsingMark::State::refused) return parse();
    if (state == ParsingMark::State::taken) mark.wait_for_end(patience_s);
    // Whoever held the mark before has most likely just finished.
    if (auto examples = fresh(path, stamp)) return *std::move(examples);
    if (state == ParsingMark::State::ours) return parse_and_keep(path, stamp, parse);
  }
}

}  // namespace friendly
