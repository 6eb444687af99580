"""Reads the result files of `friendly`: tables, statistics, figures and reports.

    import friendly_sweep
    results = friendly_sweep.load("results/quickstart.h5")
    print(friendly_sweep.best_settings(results.trials))
"""
from friendly_sweep.batches import Batches
from friendly_sweep.errors import NotApplicable, UserError
from friendly_sweep.importance import importance
from friendly_sweep.load import Results, load
from friendly_sweep.selection import best_settings, select, varying_values
from friendly_sweep.statistics import across_datasets, interquartile_mean, paired_differences

__all__ = ["Batches", "NotApplicable", "Results", "UserError", "across_datasets", "best_settings", "importance",
           "interquartile_mean", "load", "paired_differences", "select", "varying_values"]
