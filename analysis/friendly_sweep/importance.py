"""Which hyperparameter matters: analysis of variance on a full grid."""
import dataclasses
import math

import pandas
from scipy import stats
from statsmodels.stats.multitest import multipletests

from friendly_sweep.errors import NotApplicable
from friendly_sweep.selection import searched

RESIDUAL = "between runs"
INTERACTIONS = "interactions"
LEVEL = 0.01


@dataclasses.dataclass(frozen=True)
class Importance:
    """table: a row per hyperparameter, one for their interactions and one for the residual between runs, with columns
    sum_of_squares, degrees, share (of the total sum of squares) and p (F test against the residual, Holm's over the
    hyperparameters; NaN elsewhere). winner: the hyperparameter with the largest share if its p is at most LEVEL, else
    None: the runs' own scatter explains as much."""
    table: pandas.DataFrame
    winner: str | None


def importance(trials, response="val_error"):
    """The Importance of what was searched over in one experiment (`Selection.trials`) for `response`.

    Raises NotApplicable unless every combination of the searched values has the same runs, at least two: then sums of
    squares add up and do not depend on the order of the factors. Runs share weights and order of examples between
    settings, so what a run adds to all of them is in the residual, which makes the test a cautious one.
    """
    trials = trials[trials[response].notna()].drop_duplicates(["setting", "run", "seed"], keep="last")
    factors = list(searched(trials))
    runs = _runs_of_full_grid(trials, factors)
    values, settings = trials[response], trials.groupby("setting")[response]
    grand = values.mean()
    rows = {name: (_between(trials, name, response), trials[name].nunique(dropna=False) - 1) for name in factors}
    explained = runs * float(((settings.mean() - grand) ** 2).sum())
    if len(factors) > 1:
        rows[INTERACTIONS] = (max(explained - sum(squares for squares, _ in rows.values()), 0.0),
                              settings.ngroups - 1 - sum(degrees for _, degrees in rows.values()))
    rows[RESIDUAL] = (float(((values - settings.transform("mean")) ** 2).sum()), settings.ngroups * (runs - 1))
    table = pandas.DataFrame.from_dict(rows, orient="index", columns=["sum_of_squares", "degrees"])
    total = table["sum_of_squares"].sum()
    table["share"] = table["sum_of_squares"] / total if total > 0 else math.nan
    table["p"] = pandas.Series(_holm([_f_test(rows[name], rows[RESIDUAL]) for name in factors]), index=factors)
    best = table.loc[factors, "share"].idxmax() if total > 0 else None
    return Importance(table, best if best is not None and table.loc[best, "p"] <= LEVEL else None)


def _runs_of_full_grid(trials, factors):
    """How many runs every combination has. Raises NotApplicable if they do not all have the same ones."""
    if not factors:
        raise NotApplicable("only one setting has results")
    combinations = math.prod(trials[name].nunique(dropna=False) for name in factors)
    by_setting = [frozenset(zip(part["run"], part["seed"])) for _, part in trials.groupby("setting")]
    if len(by_setting) < combinations:
        raise NotApplicable(f"{len(by_setting)} of the {combinations} combinations have results: not a full grid")
    if len(set(by_setting)) > 1:
        raise NotApplicable("settings have results for different runs")
    if len(by_setting[0]) < 2:
        raise NotApplicable("one run per setting says nothing about the scatter between runs")
    return len(by_setting[0])


def _between(trials, name, response):
    groups = trials.groupby(name, dropna=False)[response]
    return float((groups.size() * (groups.mean() - trials[response].mean()) ** 2).sum())


def _f_test(effect, residual):
    (squares, degrees), (residual_squares, residual_degrees) = effect, residual
    if residual_squares == 0:
        return 0.0 if squares > 0 else 1.0
    return float(stats.f.sf(squares / degrees / (residual_squares / residual_degrees), degrees, residual_degrees))


def _holm(values):
    return multipletests(values, method="holm")[1]
