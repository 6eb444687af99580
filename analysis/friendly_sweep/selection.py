"""Which setting of an experiment is reported: `friendly tables` in Python, with the same numbers.

Within an experiment (method, data set, classifier, label noise, …) settings are compared by their mean validation
error on the same repetitions (run and seed); test errors never take part (docs/method.md, "Evaluation and model
selection").
"""
import dataclasses

import pandas

from friendly_sweep.hyperparameters import (EXPERIMENT, REPETITION, hyperparameters, is_searched_over, is_used,
                                            value_text)
from friendly_sweep.load import NO_EPOCH
from friendly_sweep.statistics import mean, sample_deviation

NAMING = ("dataset", "arch", "method")


@dataclasses.dataclass(frozen=True)
class Selection:
    """An experiment and its best setting.

    spec: the hyperparameters of the experiment's first trial.
    trials: all rows of the experiment.
    setting: number of the best setting, None if no trial has a reported epoch; `errors` are its errors on the
        repetitions that were compared, with columns run, seed, val_error, test_error.
    competitors: how many settings were compared, or left their race before.
    not_compared: how many have results, but lack some of these repetitions.
    left_out: how many trials have no reported epoch, by reason, without those that left a race.
    leavers: how many settings left their race, by where: "after run 1".
    """
    spec: dict
    trials: pandas.DataFrame
    setting: int | None
    errors: pandas.DataFrame
    competitors: int
    not_compared: int
    left_out: dict
    leavers: dict

    @property
    def best(self):
        """All trials of the best setting."""
        return self.trials[self.trials["setting"] == self.setting]


def select(trials):
    """A Selection for every experiment in `trials`, in the order of their first rows."""
    return [_select_one(group) for _, group in trials.groupby("experiment")]


def _select_one(trials):
    pruned = trials[trials["status"] == "pruned"]
    left = pruned["reason"].str.extract("^left ([^,]*)", expand=False).groupby(pruned["setting"]).last()
    finished = {}  # by setting and repetition; of equal points the last counts
    for row in trials[~trials["setting"].isin(left.index)].itertuples():
        repetitions = finished.setdefault(row.setting, {})
        if row.test_error == row.test_error:
            repetitions[row.run, row.seed] = row.val_error, row.test_error
    compared = _common_repetitions(finished.values())
    rivals = [number for number, repetitions in finished.items() if compared and compared <= repetitions.keys()]
    order = sorted(compared)
    best = min(rivals, key=lambda number: mean(finished[number][one][0] for one in order), default=None)
    errors = [one + finished[best][one] for one in order]
    unreported = trials[trials["test_error"].isna() & (trials["status"] != "pruned")]
    reasons = unreported["status"].where(unreported["status"] != "done", NO_EPOCH)
    return Selection(
        spec=trials.iloc[0][hyperparameters(trials)].to_dict(), trials=trials, setting=best,
        errors=pandas.DataFrame(errors, columns=[*REPETITION, "val_error", "test_error"]),
        competitors=len(rivals) + len(left) if rivals else 0, not_compared=sum(map(bool, finished.values())) - len(rivals),
        left_out=dict(sorted(reasons.value_counts().items())), leavers=dict(sorted(left.value_counts().items())))


def _common_repetitions(settings):
    """Of all settings' sets of repetitions the one on which most trials are compared, of equal ones the larger."""
    holders = {}
    for repetitions in settings:
        key = tuple(sorted(repetitions))
        holders[key] = holders.get(key, 0) + 1
    best, most = frozenset(), 0
    for candidate in sorted(holders):
        count = sum(len(candidate) * holders[other] for other in holders if set(candidate) <= set(other))
        if count > most or count == most and len(candidate) > len(best):
            best, most = frozenset(candidate), count
    return best


def naming_hyperparameters(selections):
    """The hyperparameters that name experiments: data set, classifier, method, and those in which they differ."""
    differing = [name for name in selections[0].spec if name in EXPERIMENT and name not in NAMING
                 and len({value_text(one.spec[name]) for one in selections}) > 1] if selections else []
    return [*NAMING, *differing]


def names_of(selection, naming):
    """The values of the hyperparameters in `naming` as text, "" for those that the experiment does not use."""
    return {name: value_text(selection.spec[name]) if is_used(name, selection.spec) else "" for name in naming}


def label_of(selection, naming):
    """The experiment in words: "fashion ff nft epochs=20"."""
    names = names_of(selection, naming)
    return " ".join(text if name in NAMING else f"{name}={text}" for name, text in names.items() if text)


def searched(trials):
    """The hyperparameters of role setting that vary in `trials`, with their values as text in order."""
    found = {}
    for name in hyperparameters(trials):
        if is_searched_over(name):
            values = sorted(trials[name].unique(), key=lambda value: (value != value, value))
            if len(values) > 1:
                found[name] = [value_text(value) for value in values]
    return found


def varying_values(selection):
    """The best setting's values of what was searched over and is used: "ratio_simp=0.5 beta_simp=100"."""
    if selection.setting is None:
        return ""
    spec = selection.best.iloc[0]
    return " ".join(f"{name}={value_text(spec[name])}" for name in searched(selection.trials) if is_used(name, spec))


def best_settings(trials):
    """The table that `friendly tables --format csv` prints, as a frame with the same columns and numbers."""
    selections = select(trials)
    naming = naming_hyperparameters(selections)
    rows = [{**names_of(one, naming), "test_error": mean(one.errors["test_error"]),
             "test_error_std": sample_deviation(one.errors["test_error"]), "val_error": mean(one.errors["val_error"]),
             "runs": len(one.errors), "left_out": sum(one.left_out.values()), "settings": one.competitors,
             "settings_not_compared": one.not_compared, "best_setting": varying_values(one)} for one in selections]
    return pandas.DataFrame(rows)
