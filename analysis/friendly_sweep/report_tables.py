"""The tables of a report, as text."""
import dataclasses
import math

import pandas

from friendly_sweep import published
from friendly_sweep.errors import NotApplicable
from friendly_sweep.hyperparameters import hyperparameters, is_used, value_text
from friendly_sweep.importance import LEVEL, importance
from friendly_sweep.load import SOUND
from friendly_sweep.selection import NAMING, label_of, names_of, varying_values
from friendly_sweep.statistics import (ENOUGH_CELLS, UNDETERMINED, across_datasets, interquartile_mean, mean,
                                       sample_deviation)

NONE = "–"


@dataclasses.dataclass(frozen=True)
class Table:
    """titles: of the columns. numbers: which of them hold numbers. rows: of text, as long as `titles`."""
    titles: list
    numbers: set
    rows: list


def percent(value):
    return NONE if pandas.isna(value) else f"{value:.2f}"


def signed(value):
    return NONE if pandas.isna(value) else f"{value:+.2f}".replace("-", "−")


def plus_minus(values):
    values = list(values)
    return f"{percent(mean(values))} ± {percent(sample_deviation(values))}" if values else NONE


def best_settings_table(selections, naming):
    """The best setting of every experiment, with the test error of every run."""
    rows = []
    for one in selections:
        test = list(one.errors["test_error"])
        rows.append([*(text or NONE for text in names_of(one, naming).values()), plus_minus(test),
                     ", ".join(map(percent, test)) or NONE, percent(mean(one.errors["val_error"])), str(one.competitors),
                     ", ".join(f"{count} {where}" for where, count in one.leavers.items()) or NONE,
                     str(sum(one.left_out.values())), varying_values(one) or NONE])
    titles = [*naming, "test error %", "every run", "val. error %", "settings", "left the race", "trials left out",
              "best setting"]
    return Table(titles, {"test error %", "val. error %", "settings", "trials left out"}, rows)


def published_tables(selections):
    """(title, table, summary) of every published table of which there is a cell."""
    tables = []
    for name in published.TABLES:
        cells = published.compare(selections, name)
        if not (cells["runs"] > 0).any():
            continue
        titles = ["arch", "dataset", "method", "published %", "ours %", "runs", "difference", "in standard errors"]
        rows = [[cell.arch, cell.dataset, cell.method, f"{percent(cell.published)} ± {percent(cell.published_std)}",
                 f"{percent(cell.test_error)} ± {percent(cell.test_error_std)}" if cell.runs else "missing",
                 str(cell.runs), signed(cell.difference), signed(cell.in_errors)]
                for _, place in cells.groupby(["arch", "dataset"], sort=False) for cell in place.itertuples()]
        tables.append((f"Table {name[-1]} of the paper", Table(titles, set(titles[3:]), rows), published.summary(cells)))
    return tables


def paired_table(differences):
    titles = ["where", "method", "against", "mean difference", "every run", "p", "verdict"]
    rows = [[_where(one, differences), one.method, one.baseline, signed(one.mean),
             ", ".join(map(signed, one.values.values())), NONE if one.p is None else f"{one.p:.3f}", one.verdict]
            for one in differences]
    return Table(titles, {"mean difference", "p"}, rows)


def _where(one, differences):
    """What distinguishes the places of differences: data set, classifier, and what else varies."""
    varying = [name for name in one.where if name in NAMING or len({other.where[name] for other in differences}) > 1]
    order = [*(name for name in NAMING if name in varying), *(name for name in varying if name not in NAMING)]
    return " ".join(value_text(one.where[name]) if name in NAMING else f"{name}={value_text(one.where[name])}"
                    for name in order)


def across_table(differences):
    rows = [[row.method, str(row.datasets), signed(row.mean_difference), NONE if pandas.isna(row.p) else f"{row.p:.3f}",
             row.verdict] for row in across_datasets(differences).itertuples()]
    return Table(["method", "data sets", "mean difference", "p (Holm)", "verdict"],
                 {"data sets", "mean difference", "p (Holm)"}, rows)


def spread_line(differences):
    """The interquartile mean of each method's differences over all cells, in a sentence each."""
    lines = []
    for method in dict.fromkeys(one.method for one in differences):
        cells = [list(one.values.values()) for one in differences if one.method == method]
        estimate, low, high = interquartile_mean(cells)
        interval = (f"95 % interval {signed(low)} to {signed(high)}" if not math.isnan(low) else
                    f"interval {UNDETERMINED}: it takes {ENOUGH_CELLS} cells with two runs each; cells here: {len(cells)}")
        lines.append(f"{method}: {signed(estimate)} points ({interval})")
    return lines


def importance_tables(selections, naming):
    """(experiment, table, verdict) of every experiment that was searched over; without a table where the search was no
    full grid."""
    found = []
    for one in selections:
        if one.competitors + one.not_compared < 2:
            continue
        label = label_of(one, naming)
        try:
            result = importance(one.trials)
        except NotApplicable as why:
            found.append((label, None, f"{UNDETERMINED}: {why}"))
            continue
        rows = [[name, f"{100 * row.share:.1f}", str(int(row.degrees)), NONE if pandas.isna(row.p) else f"{row.p:.4f}"]
                for name, row in zip(result.table.index, result.table.itertuples())]
        verdict = (f"{result.winner} matters most" if result.winner else
                   f"{UNDETERMINED}: no hyperparameter stands out from the scatter between runs at p ≤ {LEVEL}")
        found.append((label, Table(["source", "share of variance %", "degrees", "p (Holm)"],
                                   {"share of variance %", "degrees", "p (Holm)"}, rows), verdict))
    return found


def failures_table(trials):
    """Trials that are not done, counted by how they ended, why and where."""
    bad = trials[~trials["status"].isin(SOUND)]
    counts = bad.groupby(["status", "reason", *NAMING], sort=True).size()
    rows = [[*map(str, (status, reason or NONE, dataset, arch, method, count))]
            for (status, reason, dataset, arch, method), count in counts.items()]
    return Table(["status", "reason", *NAMING, "trials"], {"trials"}, rows)


def _unless(absent, texts):
    return [NONE if is_absent else text for is_absent, text in zip(absent, texts)]


def trials_table(trials):
    """Every trial: what names it, how it ended, and all hyperparameters that vary among the trials that use them."""
    specs = trials[hyperparameters(trials)].to_dict("records")
    texts = {name: [value_text(spec[name]) if is_used(name, spec) else NONE for spec in specs]
             for name in hyperparameters(trials)}
    varying = [name for name in texts if name not in NAMING and name != "run" and len({*texts[name]} - {NONE}) > 1]
    untrained = (trials["status"] == "pruned") & (trials["epochs_done"] == 0)
    columns = {**{name: texts[name] for name in (*NAMING, "run")}, "status": trials["status"],
               "val. error %": map(percent, trials["val_error"]), "test error %": map(percent, trials["test_error"]),
               **{name: texts[name] for name in varying},
               "best epoch": _unless(trials["best_epoch"] < 0, map(str, trials["best_epoch"])),
               "seconds": _unless(untrained, (f"{value:.1f}" for value in trials["seconds"])),
               "rank": _unless(untrained, map(str, trials["rank"])), "key": trials["key"],
               "reason": (reason or NONE for reason in trials["reason"])}
    numbers = {"val. error %", "test error %", "best epoch", "seconds", "rank",
               *(name for name in texts if trials[name].dtype.kind in "if")}
    return Table(list(columns), numbers, [list(row) for row in zip(*columns.values())])
