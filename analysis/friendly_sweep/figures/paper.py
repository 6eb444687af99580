"""The paper's figures that need data of their own: label noise, simplified images, curves on test data.

Figure 6 is `sensitivity`. Figure 1, decision boundaries over epochs, needs every epoch's classifier, which
no file has.
"""
import numpy
from matplotlib.figure import Figure

from friendly_sweep.errors import NotApplicable
from friendly_sweep.figures import sweep
from friendly_sweep.figures.style import colour, figure, first_panels, head, marker, panels, places
from friendly_sweep.selection import naming_hyperparameters, select

MOST_IMAGE_TRIALS = 4


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


@figure
def simplified_images(results, *others):
    """Test images as they are, as they are simplified and the difference, at the epochs that were logged (Figure 4 of
    the paper). Of FT and NFT beside each other if the results of both are given."""
    logged = [(one, key) for one in (results, *others) for key in one.image_keys][:MOST_IMAGE_TRIALS]
    if not logged:
        raise NotApplicable("no images were logged (`friendly train --log_images`)")
    blocks = [(_image_title(one, key), *one.images(key)) for one, key in logged]
    heights = [1 + 2 * len(epochs) for _, epochs, _ in blocks]
    made = Figure(figsize=(0.62 * max(images.shape[2] for _, _, images in blocks) + 1.6,
                           sum(0.58 * height + 0.5 for height in heights) + 0.2), layout="constrained")
    made.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    parts = numpy.atleast_1d(made.subfigures(len(blocks), 1, height_ratios=heights))
    for part, block in zip(parts, blocks):
        _draw_images(part, *block)
    return made


def _image_title(results, key):
    trial = results.trials[results.trials["key"] == key].iloc[0]
    return f"{trial['dataset']}, {trial['arch']}, {trial['method']}, run {trial['run']}"


def _draw_images(part, title, epochs, images):
    rows = [("original", images[0, 0], False)]
    for epoch, (_, simplified, difference) in zip(epochs, images):
        rows += [(f"epoch {epoch}", simplified, False), ("difference", difference, True)]
    limit = max(float(numpy.abs(images[:, 2]).max()), 1e-12)
    axes = part.subplots(len(rows), 1 + images.shape[2], squeeze=False)
    for line, (name, pictures, is_difference) in zip(axes, rows):
        line[0].set_axis_off()
        line[0].text(1, 0.5, name, ha="right", va="center", transform=line[0].transAxes)
        for axis, picture in zip(line[1:], pictures):
            shown = _draw_image(axis, picture, limit if is_difference else None)
        if is_difference:
            last = shown
    part.suptitle(title, fontsize=9)
    part.colorbar(last, ax=axes, label="difference (share of white)", fraction=0.03, pad=0.02, aspect=30)


def _draw_image(axis, picture, limit):
    """Differences of grey images in red and blue; of colour images their mean over channels."""
    axis.set(xticks=[], yticks=[])
    axis.grid(visible=False)
    for spine in axis.spines.values():
        spine.set_visible(False)
    if limit is not None:
        return axis.imshow(picture.mean(axis=0), cmap="RdBu_r", vmin=-limit, vmax=limit)
    pixels = numpy.clip(numpy.moveaxis(picture, 0, -1), 0, 1)
    return axis.imshow(pixels if pixels.shape[-1] == 3 else pixels[..., 0], cmap="gray", vmin=0, vmax=1)
