"""Statistics for few runs, which say "undetermined" where there is too little to tell.

Three runs cannot make a difference significant: of three pairs, the smallest p-value that a sign or signed-rank test
can give is 0.25. So no p-value is shown unless the test could fall below 0.05 at all, which takes six pairs; all
values are shown instead. There are no stars.
"""
import dataclasses
import functools
import math
import operator

import numpy
import pandas
from scipy import stats
from statsmodels.stats.multitest import multipletests

from friendly_sweep.hyperparameters import EXPERIMENT

UNDETERMINED = "undetermined"
LEVEL = 0.05
ENOUGH_CELLS = 10
COVERAGE = "90 to 96 %"


def mean(values):
    """Arithmetic mean, summed in the order of `values` as `friendly tables` does; NaN for no values."""
    values = list(values)
    return functools.reduce(operator.add, values, 0.0) / len(values) if values else math.nan


def sample_deviation(values):
    """Standard deviation of a sample (n - 1); NaN for fewer than two values."""
    values = list(values)
    if len(values) < 2:
        return math.nan
    middle = mean(values)
    return math.sqrt(functools.reduce(operator.add, ((value - middle) * (value - middle) for value in values), 0.0)
                     / (len(values) - 1))


def smallest_p(pairs):
    """The smallest p-value that a two-sided sign or signed-rank test of so many pairs can give."""
    return 2.0 ** (1 - pairs) if pairs else 1.0


def signed_rank_p(differences):
    """The p-value of Wilcoxon's signed-rank test (two-sided, without zeros), or None where it could not fall below
    LEVEL whatever the values."""
    differences = [value for value in differences if value != 0]
    if smallest_p(len(differences)) > LEVEL:
        return None
    return float(stats.wilcoxon(differences).pvalue)


def verdict(estimate, p):
    """"lower", "higher" or "undetermined"."""
    if p is None or not p <= LEVEL:
        return UNDETERMINED
    return "lower" if estimate < 0 else "higher"


@dataclasses.dataclass(frozen=True)
class Difference:
    """Two methods on the same data and classifier: each one's best setting, paired by run and seed.

    values: test error of `method` minus that of `baseline`, in points, by (run, seed).
    p: of the signed-rank test; None where so few pairs can decide nothing.
    """
    where: dict
    baseline: str
    method: str
    values: dict

    @property
    def mean(self):
        return mean(self.values.values())

    @property
    def deviation(self):
        return sample_deviation(self.values.values())

    @property
    def p(self):
        return signed_rank_p(self.values.values())

    @property
    def verdict(self):
        return verdict(self.mean, self.p)


def paired_differences(selections, baseline="ct"):
    """A Difference for every experiment in `selections` whose counterpart with the method `baseline` is there too
    and has runs in common with it."""
    by_place = {}
    for one in selections:
        if one.setting is not None:
            by_place.setdefault(_place(one), {})[one.spec["method"]] = one
    differences = []
    for place, methods in by_place.items():
        for method, one in methods.items():
            values = _by_repetition(methods.get(baseline)), _by_repetition(one)
            common = sorted(values[0].keys() & values[1].keys())
            if method != baseline and common:
                differences.append(Difference(dict(place), baseline, method,
                                              {run: values[1][run] - values[0][run] for run in common}))
    return differences


def _place(selection):
    """All that names an experiment but its method."""
    return tuple((name, selection.spec[name]) for name in EXPERIMENT if name != "method" and name in selection.spec)


def _by_repetition(selection):
    if selection is None:
        return {}
    return {(row.run, row.seed): row.test_error for row in selection.errors.itertuples()}


def across_datasets(differences):
    """Wilcoxon's signed-rank test of each method against the baseline with data sets as the units, since runs,
    classifiers and noise levels on one data set are no independent evidence: their mean differences are averaged. p-values are Holm's,
    over the methods that have one. A frame with a row per method: datasets, mean_difference (points), p, verdict."""
    frame = pandas.DataFrame([{"method": one.method, "dataset": one.where["dataset"], "difference": one.mean}
                              for one in differences], columns=["method", "dataset", "difference"])
    rows = []
    for method, part in frame.groupby("method", sort=False):
        units = part.groupby("dataset")["difference"].mean()
        rows.append({"method": method, "datasets": len(units), "mean_difference": float(units.mean()),
                     "p": signed_rank_p(units)})
    decided = [row for row in rows if row["p"] is not None]
    if decided:
        for row, p in zip(decided, multipletests([row["p"] for row in decided], method="holm")[1]):
            row["p"] = float(p)
    for row in rows:
        row["verdict"] = verdict(row["mean_difference"], row["p"])
    return pandas.DataFrame(rows, columns=["method", "datasets", "mean_difference", "p", "verdict"])


def interquartile_mean(cells, resamples=2000, seed=0):
    """The interquartile mean of all values in `cells` (a list of lists, one per cell, e.g. paired differences by data
    set and classifier), with a stratified bootstrap's interval of nominally 95 %: (estimate, low, high).

    The interval is about new runs of these cells, not about new cells. Runs are drawn anew within each cell; of n runs,
    resamples vary too little, by (n - 1) / n, so they are spread by the root of its inverse. low and high are NaN where
    there are fewer than ENOUGH_CELLS cells, or one with a single run. With three runs the interval holds the true value
    in COVERAGE of the cases that tests/analysis simulates (a plain stratified bootstrap: 86 to 90 %).
    """
    cells = [numpy.asarray(cell, float) for cell in cells if len(cell)]
    if not cells:
        return math.nan, math.nan, math.nan
    estimate = float(stats.trim_mean(numpy.concatenate(cells), 0.25))
    if len(cells) < ENOUGH_CELLS or min(map(len, cells)) < 2:
        return estimate, math.nan, math.nan
    generator = numpy.random.default_rng(seed)
    drawn = [_resampled(cell, resamples, generator) for cell in cells]
    means = stats.trim_mean(numpy.concatenate(drawn, axis=1), 0.25, axis=1)
    low, high = numpy.quantile(means, [0.025, 0.975])
    return estimate, float(low), float(high)


def _resampled(cell, resamples, generator):
    count = len(cell)
    spread = math.sqrt(count / (count - 1))
    return cell.mean() + spread * (generator.choice(cell, (resamples, count)) - cell.mean())
