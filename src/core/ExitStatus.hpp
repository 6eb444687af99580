#pragma once

namespace friendly {

/// Exit statuses of the program.
enum ExitStatus {
  kAllDone = 0,     ///< all trials are done
  kSomeFailed = 1,  ///< some failed, and their rows say why
  kUsage = 2,       ///< a mistake of the user's; nothing was written
  kInterrupted = 3  ///< the same command resumes
};

}  // namespace friendly
