"""The paper's figures of trials of their own: label noise and curves on test data. Figures 1 and 4 are in `logged`,
Figure 6 is `sensitivity`."""
from friendly_sweep.errors import NotApplicable
from friendly_sweep.figures import sweep
from friendly_sweep.figures.style import colour, figure, first_panels, head, marker, panels, places
from friendly_sweep.selection import naming_hyperparameters, select


@figure
def label_noise(results):
    """Test error against the share of wrong training labels (Figure 3 of the paper): every run a dot, mean ± sample
    deviation of each level's best setting as a line."""
    selections = select(results.trials)
    naming = [name for name in naming_hyperparameters(selections) if name != "noisy_labels"]
    by_place = {place: found for place, found in places(selections, naming).items()
                if len({one.spec["noisy_labels"] for one in found}) > 1}
    if not by_place:
        raise NotApplicable("noisy_labels does not vary")
    shown, note = first_panels(by_place, "comparisons")
    made, axes = panels(len(shown))
    for axis, place in zip(axes, shown):
        methods = list(dict.fromkeys(one.spec["method"] for one in by_place[place]))
        for i, method in enumerate(methods):  # beside each other, as their dots would lie on top of each other
            _draw_noise(axis, method, [one for one in by_place[place] if one.spec["method"] == method],
                        i - (len(methods) - 1) / 2)
        axis.set(title=place, xlabel="wrong training labels (%)", ylabel=sweep.ERRORS["test_error"])
    head(made, axes, note)
    return made


def _draw_noise(axis, method, selections, shift):
    selections = sorted(selections, key=lambda one: one.spec["noisy_labels"])
    levels = [100 * one.spec["noisy_labels"] + shift for one in selections]
    for level, one in zip(levels, selections):
        axis.plot([level] * len(one.errors), one.errors["test_error"], linestyle="none", marker=marker(method),
                  markersize=3, color=colour(method), alpha=0.5)
    axis.errorbar(levels, [one.errors["test_error"].mean() for one in selections],
                  [one.errors["test_error"].std() for one in selections], color=colour(method), linewidth=1.4,
                  capsize=2.5, label=method)


@figure
def test_curves(results):
    """Test error by epoch of each method's best setting (Figure 5 of the paper): every run thin, their mean bold. A
    dotted line marks the first epoch whose data are no longer simplified, in the method's colour."""
    if results.epochs.groupby("trial")["test_error"].count().max() in (0, 1) or results.epochs.empty:
        raise NotApplicable("test data were not scored in every epoch (test_when = \"epoch\")")
    return sweep.curves.__wrapped__(results, metric="test_error")
