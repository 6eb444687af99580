"""Figures of what was searched over: which values do well, and what more tries bring."""
import numpy
from matplotlib.collections import LineCollection

from friendly_sweep import published
from friendly_sweep.errors import NotApplicable
from friendly_sweep.figures.style import (PUBLISHED, colour, figure, first_panels, head, marker, panels, places,
                                          rows_of_panels)
from friendly_sweep.figures.sweep import ERRORS
from friendly_sweep.hyperparameters import is_used, value_text
from friendly_sweep.importance import importance
from friendly_sweep.selection import label_of, naming_hyperparameters, searched, select

MOST_ROWS = 8
MOST_TICKS = 8


@figure
def effects(results):
    """Effect of every searched hyperparameter: a dot is a setting's mean validation error over its runs, the line the
    mean of all settings with that value. Percentages are shares of the variance on a full grid, where there is one."""
    rows = _searched_rows(results)
    made, axes = rows_of_panels(len(rows), max(len(names) for _, _, names in rows))
    for line, (label, one, names) in zip(axes, rows):
        settings = _settings(one, names)
        shares = _shares(one)
        for axis, name in zip(line, names):
            values = _values(settings[name])
            places_ = settings[name].map(lambda value: values.index(value_text(value)))
            axis.plot(places_, settings["val_error"], linestyle="none", marker=marker(one.spec["method"]), markersize=3,
                      color=colour(one.spec["method"]), alpha=0.4)
            means = settings["val_error"].groupby(places_).mean()
            axis.plot(means.index, means, color=colour(one.spec["method"]), linewidth=1.6, label=one.spec["method"])
            _label_values(axis, name, values, shares.get(name, ""))
        _label_row(line, names, label, ERRORS["val_error"])
    head(made, [axis for line in axes for axis in line], _settings_note(results, rows))
    return made


def _shares(one):
    try:
        table = importance(one.trials).table
    except NotApplicable:
        return {}
    return {name: f" ({100 * share:.0f} %)" for name, share in table["share"].items() if share == share}


@figure
def sensitivity(results):
    """Test error when one hyperparameter of the best setting changes at a time (Figure 6 of the paper): every run a
    dot, mean ± sample deviation as a line. The paper's own, in grey, has an axis of its own at the right, to the same
    scale, as its level depends on the data set."""
    rows = [(label, one, [name for name in names if len(_one_at_a_time(one, name)) > 1])
            for label, one, names in _searched_rows(results)]
    rows = [row for row in rows if row[2]]
    if not rows:
        raise NotApplicable("no setting differs from the best one in a single hyperparameter")
    made, axes = rows_of_panels(len(rows), max(len(names) for _, _, names in rows), width=2.4)
    for line, (label, one, names) in zip(axes, rows):
        for axis, name in zip(line, names):
            _draw_sensitivity(axis, one, name)
        _label_row(line, names, label, ERRORS["test_error"])
    head(made, [axis for axis in made.axes], _rows_note(results))
    return made


def _one_at_a_time(one, name):
    """Trials with results by value, as text, of `name`, all other searched hyperparameters being the best setting's."""
    best, done = one.best.iloc[0], one.trials[one.trials["test_error"].notna()]
    for other in searched(one.trials):
        if other != name and is_used(other, best):
            done = done[done[other].map(value_text) == value_text(best[other])]
    return {text: done[done[name].map(value_text) == text] for text in _values(done[name])}


def _draw_sensitivity(axis, one, name):
    method, by_value = one.spec["method"], _one_at_a_time(one, name)
    theirs = _published_sensitivity(name) if method == "nft" else {}
    values = sorted({*by_value, *theirs}, key=float) if theirs else list(by_value)
    places_ = [values.index(text) for text in by_value]
    for place, trials in zip(places_, by_value.values()):
        axis.plot([place] * len(trials), trials["test_error"], linestyle="none", marker=marker(method), markersize=3,
                  color=colour(method), alpha=0.5)
    means = [trials["test_error"].mean() for trials in by_value.values()]
    deviations = [trials["test_error"].std() for trials in by_value.values()]
    axis.errorbar(places_, means, deviations, color=colour(method), linewidth=1.4, capsize=2.5, label=method)
    _label_values(axis, name, values)
    if theirs:
        _draw_published(axis, [values.index(text) for text in theirs], list(theirs.values()))


def _draw_published(axis, places_, errors):
    beside = axis.twinx()
    beside.plot(places_, errors, color=PUBLISHED, marker="d", markersize=4, linestyle="--", linewidth=1,
                label="published (right axis)")
    low, high = axis.get_ylim()
    span = max(high - low, 1.15 * (max(errors) - min(errors)))
    for one, middle in ((axis, (low + high) / 2), (beside, (min(errors) + max(errors)) / 2)):
        one.set_ylim(middle - span / 2, middle + span / 2)
    beside.spines["right"].set(visible=True, color=PUBLISHED)
    beside.tick_params(axis="y", colors=PUBLISHED)
    beside.grid(visible=False)


def _published_sensitivity(name):
    table = published.read("figure6")
    return {value_text(row.value): row.test_error_percent for row in table[table["parameter"] == name].itertuples()}


@figure
def parallel_coordinates(results):
    """Every setting a line through its values, in the colour of its mean validation error over runs; the best in
    black."""
    rows = [(label, one, names) for label, one, names in _searched_rows(results) if len(names) > 1]
    if not rows:
        raise NotApplicable("no experiment was searched over two hyperparameters or more")
    made, axes = panels(len(rows), width=6.5, height=2.3, columns=1)
    for axis, (label, one, names) in zip(axes, rows):
        settings = _settings(one, names).sort_values("val_error", ascending=False, kind="stable")  # good ones on top
        values = {name: _values(settings[name]) for name in names}
        heights = numpy.column_stack([
            settings[name].map(lambda value: values[name].index(value_text(value)) / max(len(values[name]) - 1, 1))
            for name in names])
        lines = LineCollection([list(enumerate(height)) for height in heights], cmap="viridis", linewidths=1.2,
                               alpha=0.8)
        lines.set_array(settings["val_error"].to_numpy())
        axis.add_collection(lines)
        axis.plot(range(len(names)), heights[settings.index.get_loc(one.setting)], color="black", linewidth=2.2)
        _draw_axes(axis, names, values)
        axis.set_title(label, pad=10)
        made.colorbar(lines, ax=axis, label=ERRORS["val_error"], pad=0.02)
    head(made, [], _settings_note(results, rows))
    return made


def _draw_axes(axis, names, values):
    axis.set(xlim=(-0.02, len(names) - 0.98), ylim=(-0.12, 1.12), xticks=range(len(names)), xticklabels=names, yticks=[])
    axis.grid(visible=False)
    axis.spines["left"].set_visible(False)
    axis.spines["bottom"].set_visible(False)
    for place, name in enumerate(names):
        axis.axvline(place, color="#999999", linewidth=0.8, zorder=0)
        for index in _ticks(values[name]):
            axis.annotate(values[name][index], (place, index / max(len(values[name]) - 1, 1)), xytext=(-4, 0),
                          textcoords="offset points", ha="right", va="center", fontsize=7,
                          bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.8})


@figure
def best_of_n(results):
    """What more tries bring: the expected test error of the setting that validation chooses from n settings drawn at
    random from those tried. Methods compare fairly at equal n, or at equal cost, only. Where settings left a race,
    the survivors are not a random sample, so no curve is drawn."""
    selections = select(results.trials)
    by_place = {place: [one for one in found if one.competitors > 1 and not one.leavers]
                for place, found in places(selections, naming_hyperparameters(selections)).items()}
    by_place = {place: found for place, found in by_place.items() if found}
    if not by_place:
        raise NotApplicable("no experiment has two settings that can be compared and did not race")
    shown, note = first_panels(by_place, "comparisons")
    made, axes = panels(len(shown))
    for axis, place in zip(axes, shown):
        for one in by_place[place]:
            expected = expected_best(*_mean_errors(one))
            method = one.spec["method"]
            axis.plot(range(1, len(expected) + 1), expected, color=colour(method), linewidth=1.4, label=method,
                      marker=marker(method) if len(expected) <= 30 else None, markersize=3)
        axis.set(title=place, xlabel="settings tried", ylabel="expected " + ERRORS["test_error"])
        axis.xaxis.get_major_locator().set_params(integer=True)
    head(made, axes, note)
    return made


def _mean_errors(one):
    """Mean validation and test errors of the settings that were compared, on the repetitions of the comparison."""
    compared = one.trials.drop_duplicates(["setting", "run", "seed"], keep="last").merge(one.errors[["run", "seed"]])
    compared = compared[compared["test_error"].notna()].groupby("setting")
    means = compared[["val_error", "test_error"]].mean()[compared.size() == len(one.errors)]
    return means["val_error"].to_numpy(), means["test_error"].to_numpy()


def expected_best(val_errors, test_errors):
    """The expected test error of the setting with the lowest validation error among n drawn without replacement, for
    n = 1, 2, …, all."""
    tests = numpy.asarray(test_errors)[numpy.argsort(val_errors, kind="stable")]
    count = len(tests)
    drawn = numpy.arange(1, count + 1)
    chance = drawn / count  # that the setting of this rank is the best one drawn
    expected = numpy.zeros(count)
    for rank, test in enumerate(tests):
        expected += chance * test
        chance = chance * (count - drawn - rank) / max(count - 1 - rank, 1)
    return list(expected)


def _searched_rows(results):
    """The first MOST_ROWS experiments with two settings or more: label, selection and what was searched over."""
    rows = _all_searched(results)
    if not rows:
        raise NotApplicable("nothing was searched over")
    return rows[:MOST_ROWS]


def _all_searched(results):
    selections = select(results.trials)
    naming = naming_hyperparameters(selections)
    rows = [(label_of(one, naming), one, list(searched(one.trials[one.trials["test_error"].notna()])))
            for one in selections if one.setting is not None]
    return [row for row in rows if row[2]]


def _rows_note(results):
    count = len(_all_searched(results))
    return f"the first {MOST_ROWS} of {count} experiments" if count > MOST_ROWS else ""


def _settings_note(results, rows):
    left = ("of settings that left a race over runs, only runs that all of them had count; those that left over epochs "
            "are not shown" if any(one.leavers for _, one, _ in rows) else "")
    return "; ".join(filter(None, (_rows_note(results), left)))


def _settings(one, names):
    """The settings of an experiment that have results: what was searched over, and the mean validation error. Where
    settings left a race, it is that of the runs which all of them had, or else of those that were compared."""
    trials = one.trials[one.trials["val_error"].notna()]
    if one.leavers:
        settings = trials.groupby(["run", "seed"])["setting"].transform("nunique")
        had_by_all = trials[settings == trials["setting"].nunique()]
        trials = had_by_all if len(had_by_all) else trials.merge(one.errors[["run", "seed"]])
    return trials.groupby("setting").agg({**dict.fromkeys(names, "first"), "val_error": "mean"})


def _values(column):
    """The values of a hyperparameter as text, in order."""
    return [value_text(value) for value in sorted(column.unique(), key=lambda value: (value != value, value))]


def _ticks(values):
    """Which values are labelled where all would be too many."""
    return range(0, len(values), -(-len(values) // MOST_TICKS))


def _label_values(axis, name, values, remark=""):
    ticks = list(_ticks(values))
    crowded = sum(len(values[tick]) for tick in ticks) > 22
    axis.set(xlabel=name + remark, xlim=(-0.5, len(values) - 0.5), xticks=ticks)
    axis.set_xticklabels([values[tick] for tick in ticks], **({"rotation": 30, "ha": "right"} if crowded else {}))
    axis.grid(axis="x", visible=False)


def _label_row(line, names, label, ylabel):
    line[0].set(ylabel=ylabel)
    line[0].set_title(label, loc="left")
    for unused in line[len(names):]:
        unused.remove()
