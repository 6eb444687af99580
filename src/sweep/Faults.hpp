#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "trial/Bundle.hpp"

namespace friendly {

/// Tells a trial's fault from a rank's. A trial that fails is tried on another rank, if there is one, before
/// the failure is its result. If it succeeds there, the rank on which it failed is to blame. Until the
/// verdict a rank on which whole bundles fail gets nothing new, so that a bad rank cannot run through a
/// sweep; it may still try what failed elsewhere.
class Faults {
 public:
  /// `ranks`: their number, rank 0 included. `retries`: how often a trial is tried again in any case, if need
  /// be on the same rank. `is_available`: whether a rank trains, now or once it is free.
  Faults(int ranks, std::int64_t retries, std::function<bool(int rank)> is_available);

  /// Whether `rank` may be given `bundle`.
  bool may_train(int rank, const Bundle& bundle) const;

  /// `rank` was given a bundle.
  void started(int rank) { of(rank).has_started = true; }

  /// The trial `key` was trained on `rank`. Returns the ranks that this shows to be at fault: each fails
  /// bundles as a whole which others train.
  std::vector<int> succeeded(int rank, const std::string& key);

  /// The trial `key` failed on `rank`. Returns whether it is to be tried again, which must then be done with
  /// a bundle of failed trials only.
  bool failed(int rank, const std::string& key);

  /// All trials of a bundle failed on `rank`; to be called after failed() was for each.
  void failed_as_a_whole(int rank) { ++of(rank).failures_in_a_row; }

  /// Whether a rank is left on which these trials, which all failed, can be tried.
  bool can_be_tried(const Bundle& bundle) const;

  /// Gives up on trying the trial `key` elsewhere: its failure is its result.
  void settle(const std::string& key);

 private:
  /// A trial that failed, until the verdict.
  struct Case {
    std::vector<int> ranks;  // where it failed
    std::int64_t tries = 0;
    bool failed_on_sound_rank = false;
  };
  struct Rank {
    bool has_started = false;
    bool has_succeeded = false;
    std::int64_t failures_in_a_row = 0;  // of whole bundles
    std::int64_t open_cases = 0;         // trials that failed here and wait for the verdict
  };

  Rank& of(int rank) { return ranks_[static_cast<std::size_t>(rank)]; }
  const Rank& of(int rank) const { return ranks_[static_cast<std::size_t>(rank)]; }
  bool is_suspect(int rank) const;
  bool can_be_tried(const Case& trial) const;
  bool is_settled(const Case& trial) const;
  /// Whether `holds` for a rank that trains and on which the trial has not failed yet.
  template <class Predicate>
  bool any_other_rank(const Case& trial, Predicate holds) const;

  std::vector<Rank> ranks_;
  std::unordered_map<std::string, Case> cases_;  // by key
  const std::int64_t retries_;
  const std::function<bool(int rank)> is_available_;
};

}  // namespace friendly
