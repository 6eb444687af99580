"""The paper's numbers (analysis/published) beside ours."""
import math
import pathlib

import numpy
import pandas

from friendly_sweep.selection import select
from friendly_sweep.statistics import mean, sample_deviation

TABLES = ("table1", "table2")
RUNS = 3
WITHIN = 2
_FOLDER = pathlib.Path(__file__).with_name("published_numbers")


def read(name):
    """A published table as a frame: table1, table2, figure6 or settings."""
    return pandas.read_csv(_FOLDER / f"{name}.csv")


def compare(selections, table):
    """Every cell of a published table beside ours, in the paper's order.

    Columns: arch, method, dataset, published, published_std, test_error, test_error_std, runs, difference (ours minus
    published, points), combined_error (the standard error of that difference, from both deviations over runs) and
    in_errors, the difference in units of it. Ours is NaN where there is no experiment on all examples and true labels;
    of several (which differ in epochs, for instance) the one with most epochs counts. Settings compete within grids
    called `table`, or whose names go on with a hyphen, if there are such grids.
    """
    selections = _of_grids(selections, table)
    cells = read(table).rename(columns={"error_percent": "published", "std": "published_std"})
    ours = [_ours(selections, cell) for cell in cells.itertuples()]
    cells = pandas.concat([cells[["arch", "method", "dataset", "published", "published_std"]],
                           pandas.DataFrame(ours)], axis=1)
    cells["difference"] = cells["test_error"] - cells["published"]
    cells["combined_error"] = numpy.sqrt(cells["test_error_std"] ** 2 / cells["runs"]
                                         + cells["published_std"] ** 2 / RUNS)
    cells["in_errors"] = cells["difference"] / cells["combined_error"]
    return cells


def _of_grids(selections, wanted):
    masks = [one.trials["grid"].map(lambda names: any(name == wanted or name.startswith(wanted + "-")
                                                      for name in names.split(", "))) for one in selections]
    if not any(mask.any() for mask in masks):
        return selections
    return [select(one.trials[mask])[0] for one, mask in zip(selections, masks) if mask.any()]


def _ours(selections, cell):
    found = [one for one in selections if one.setting is not None and all(
        one.spec[name] == value for name, value in
        (("arch", cell.arch), ("method", cell.method), ("dataset", cell.dataset), ("noisy_labels", 0), ("n_train", 0)))]
    if not found:
        return {"test_error": math.nan, "test_error_std": math.nan, "runs": 0}
    errors = max(found, key=lambda one: one.spec["epochs"]).errors["test_error"]
    return {"test_error": mean(errors), "test_error_std": sample_deviation(errors), "runs": len(errors)}


def orderings(cells):
    """How many pairs of methods on the same data and classifier come in the published order, and of how many pairs
    both methods have results."""
    agree = pairs = 0
    for _, place in cells[cells["runs"] > 0].groupby(["arch", "dataset"]):
        rows = list(place.itertuples())
        for i, one in enumerate(rows):
            for other in rows[:i]:
                pairs += 1
                agree += (one.published - other.published) * (one.test_error - other.test_error) > 0
    return agree, pairs


def summary(cells):
    """One line about the frame that compare() returns."""
    with_error = cells["in_errors"].notna()
    within = int((cells["in_errors"].abs() <= WITHIN).sum())
    agree, pairs = orderings(cells)
    missing = int((cells["runs"] == 0).sum())
    text = (f"{within} of {int(with_error.sum())} cells are within {WITHIN} combined standard errors of the published "
            f"ones; {agree} of {pairs} orderings of two methods agree; {missing} of {len(cells)} cells are missing")
    single = int((cells["runs"] == 1).sum())
    return text + (f"; cells with a single run, hence without a deviation: {single}." if single else ".")
