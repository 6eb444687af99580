#pragma once

namespace friendly {

/// The program's exit statuses.
enum ExitStatus {
  kAllDone = 0,     ///< all trials are done
  kSomeFailed = 1,  ///< some failed, and their rows say why
  kUsage = 2,       ///< something for the user to correct: command line, sweep file, data, device, disk
  kInterrupted = 3  ///< the same command resumes
};

}  // namespace friendly
