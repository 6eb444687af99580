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
#include "core/Interruption.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "formats/SealedFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

// A lock file, which only one process can create; some cluster file systems lack the operating system's own
// locks. It only avoids duplicate work: the data file is replaced atomically, so several writers do no harm.
class ParsingLock {
 public:
  enum class State { ours, taken, unwritable };

  explicit ParsingLock(std::string path) : path_(std::move(path)) {}
  ~ParsingLock() {
    if (state_ == State::ours) ::unlink(path_.c_str());
  }
  ParsingLock(const ParsingLock&) = delete;
  ParsingLock& operator=(const ParsingLock&) = delete;

  State try_acquire() {
    const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
      if (errno == EACCES || errno == EROFS || errno == EPERM) return state_ = State::unwritable;
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

  // Returns once the lock file is gone. If its owner has died or takes too long, removes it.
  void wait_for_release(double patience_s) const {
    const Stopwatch waited;
    while (fs::exists(path_)) {
      interruption_point();
      if (is_orphan() || waited.seconds() > patience_s) ::unlink(path_.c_str());
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }

 private:
  // Whether its owner was a process of this machine that has ended.
  bool is_orphan() const {
    std::ifstream file(path_);
    std::string host;
    pid_t process = 0;
    return file >> host >> process && host == host_name() && ::kill(process, 0) != 0 && errno == ESRCH;
  }

  std::string path_;
  State state_ = State::taken;
};

// The cached data set, unless the file is absent, damaged or made from other sources.
std::optional<UnsplitDataset> load_if_current(const std::string& path, const std::string& stamp) {
  if (!fs::exists(path)) return std::nullopt;
  try {
    SealedFile file = map_sealed_file(path);
    if (file.stamp == stamp) return std::move(file.dataset);
  } catch (const UserError& error) {
    spdlog::debug("{}", error.what());
  }
  return std::nullopt;
}

UnsplitDataset parse_and_store(const std::string& path, const std::string& stamp,
                               const std::function<UnsplitDataset()>& parse) {
  spdlog::info("parsing data files into {}, which later starts load directly", path);
  write_sealed_file(path, parse(), stamp);
  return map_sealed_file(path).dataset;
}

bool ensure_parent_folder(const std::string& path) {
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
  if (auto dataset = load_if_current(path, stamp)) return *std::move(dataset);
  if (!ensure_parent_folder(path)) return parse();
  while (true) {
    ParsingLock lock(path + ".parsing");
    const auto state = lock.try_acquire();
    if (state == ParsingLock::State::unwritable) return parse();
    if (state == ParsingLock::State::taken) lock.wait_for_release(patience_s);
    // The previous owner has most likely just finished.
    if (auto dataset = load_if_current(path, stamp)) return *std::move(dataset);
    if (state == ParsingLock::State::ours) return parse_and_store(path, stamp, parse);
  }
}

}  // namespace friendly
