"""Figures of any sweep's results: how methods compare, curves, and what was left undone."""
import textwrap

import numpy
from matplotlib.patches import Patch

from friendly_sweep import published
from friendly_sweep.errors import NotApplicable
from friendly_sweep.figures.style import (NO_EPOCH_COLOUR, PUBLISHED, STATUS_COLOURS, colour, figure, first_panels,
                                          head, marker, panels, places)
from friendly_sweep.load import NO_EPOCH, SOUND
from friendly_sweep.selection import label_of, naming_hyperparameters, select

ERRORS = {"val_error": "validation error (%)", "test_error": "test error (%)", "train_error": "training error (%)"}


@figure
def comparison(results):
    """Test errors of each method's best setting: every run a dot, mean ± sample deviation beside them, and the
    published mean ± deviation as a grey diamond where there is one."""
    selections = select(results.trials)
    naming = naming_hyperparameters(selections)
    by_place = places(selections, naming)
    shown, note = first_panels(by_place, "comparisons")
    made, axes = panels(len(shown), width=2.6, height=2.2)
    for axis, place in zip(axes, shown):
        for position, one in enumerate(by_place[place]):
            _draw_runs(axis, position, one)
            _draw_published(axis, position, one)
        names = [one.spec["method"] for one in by_place[place]]
        axis.set(title=place, xticks=range(len(names)), xticklabels=names, xlim=(-0.6, len(names) - 0.4),
                 ylabel=ERRORS["test_error"])
        axis.grid(axis="x", visible=False)
    head(made, axes, note)
    return made


def _draw_runs(axis, position, one):
    method, values = one.spec["method"], one.errors["test_error"]
    axis.plot(numpy.full(len(values), position - 0.12), values, linestyle="none", marker=marker(method),
              markersize=3.5, color=colour(method), alpha=0.6)
    axis.errorbar(position + 0.08, values.mean(), values.std() if len(values) > 1 else None, marker="_", markersize=11,
                  markeredgewidth=1.6, color=colour(method), capsize=2.5, linewidth=1)


def _draw_published(axis, position, one):
    for table in published.TABLES:
        cells = published.compare([one], table)
        for cell in cells[cells["runs"] > 0].itertuples():
            axis.errorbar(position + 0.28, cell.published, cell.published_std, marker="d", color=PUBLISHED, capsize=2,
                          markersize=4, linewidth=1, linestyle="none", label="published")


@figure
def curves(results, metric="val_error"):
    """Validation error by epoch of each method's best setting: every run thin, their mean bold. A dotted line marks
    the first epoch whose data are no longer simplified, in the method's colour."""
    by_place = places(*_selections_and_naming(results))
    shown, note = first_panels(by_place, "comparisons")
    made, axes = panels(len(shown))
    for axis, place in zip(axes, shown):
        for one in by_place[place]:
            _draw_curve(axis, results.epochs, one, metric)
        axis.set(title=place, xlabel="epoch", ylabel=ERRORS[metric])
    head(made, axes, note)
    return made


def _selections_and_naming(results):
    selections = select(results.trials)
    return selections, naming_hyperparameters(selections)


def _draw_curve(axis, epochs, one, metric):
    method = one.spec["method"]
    done = one.best[one.best["test_error"].notna()]
    table = epochs[epochs["trial"].isin(done.index)].pivot(index="epoch", columns="trial", values=metric)
    axis.plot(table.index, table, color=colour(method), linewidth=0.5, alpha=0.5)
    axis.plot(table.index, table.mean(axis=1), color=colour(method), linewidth=1.8, label=method)
    end = end_of_simplification(epochs[epochs["trial"] == done.index[0]])
    if end is not None:
        axis.axvline(end, color=colour(method), linestyle=":", linewidth=1.2)


def end_of_simplification(epochs):
    """The first epoch of a trial whose plan has ended, or None if there was none or it never does."""
    plain = epochs["epoch"][epochs["scale"] == 0]
    return None if plain.empty or plain.min() == epochs["epoch"].min() else int(plain.min())


@figure
def timeline(results):
    """Which rank trained what, when: a bar per array of trials, in the colour of its method. Red edges: at least one
    of the array's trials is not done."""
    trials = results.trials[results.trials["seconds"] > 0]
    if trials.empty:
        raise NotApplicable("no trial took any time")
    unit, seconds = _time_unit((trials["start"] + trials["seconds"]).max() - trials["start"].min())
    ranks = sorted(set(zip(trials["rank"], trials["host"])))
    made, (axis,) = panels(1, width=7, height=min(0.9 + 0.28 * len(ranks), 12))
    arrays = trials.groupby(["rank", "host", "start", "seconds", "method"], sort=True)
    for (rank, host, start, took, method), array in arrays:
        bad = (~array["status"].isin(SOUND)).any()
        axis.barh(ranks.index((rank, host)), took / seconds, left=(start - trials["start"].min()) / seconds, height=0.7,
                  color=colour(method), alpha=0.75, edgecolor="#D55E00" if bad else "white",
                  linewidth=1.4 if bad else 0.4, zorder=3 if bad else 2, label=method)
    axis.set(xlabel=f"time since the first start ({unit})", yticks=range(len(ranks)), ylim=(len(ranks) - 0.4, -0.6),
             yticklabels=[f"rank {rank} on {host}" for rank, host in ranks])
    axis.tick_params(axis="y", labelsize=8 if len(ranks) <= 30 else 5)
    axis.grid(axis="y", visible=False)
    head(made, [axis])
    return made


def _time_unit(span):
    return ("s", 1) if span < 300 else ("min", 60) if span < 3 * 3600 else ("h", 3600)


@figure
def failures(results):
    """Trials that have no result, by experiment and by how they ended, and the most frequent reasons."""
    selections, naming = _selections_and_naming(results)
    bad = [one for one in selections if one.left_out]
    unfinished = results.attributes["points"] - len(results.trials)
    if not bad:
        raise NotApplicable("every trial that ended has a result")
    reasons = results.trials["reason"][~results.trials["status"].isin(SOUND)].value_counts(sort=False)
    lines = [f"{count} ×  {textwrap.shorten(reason or 'no reason given', 110)}"
             for reason, count in sorted(reasons.items(), key=lambda item: -item[1])[:5]]
    made, (axis,) = panels(1, width=7, height=0.9 + 0.28 * len(bad) + 0.16 * len(lines))
    for position, one in enumerate(bad):
        left = 0
        for status, count in {"done": len(one.trials) - sum(one.left_out.values()), **one.left_out}.items():
            axis.barh(position, count, left=left, height=0.7, color=STATUS_COLOURS.get(status, NO_EPOCH_COLOUR))
            left += count
    axis.set(yticks=range(len(bad)), yticklabels=[label_of(one, naming) for one in bad], ylim=(len(bad) - 0.4, -0.6),
             xlabel="\n".join(["trials", *lines]))
    axis.xaxis.label.set(linespacing=1.5)
    axis.grid(axis="y", visible=False)
    kinds = {**STATUS_COLOURS, NO_EPOCH: NO_EPOCH_COLOUR}
    seen = {"done", *(status for one in bad for status in one.left_out)}
    axis.legend(handles=[Patch(color=kinds[status], label=status) for status in kinds if status in seen],
                loc="lower center", bbox_to_anchor=(0.5, 1), ncol=5)
    if unfinished > 0:
        axis.set_title(f"{unfinished} trials have not ended yet", pad=24)
    return made
