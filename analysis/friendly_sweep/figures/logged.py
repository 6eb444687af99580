"""The paper's figures of logged examples: decision boundaries over epochs, and simplified images."""
import numpy
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from friendly_sweep.errors import NotApplicable
from friendly_sweep.figures.style import figure

MOST_TRIALS = 4
CLASSES = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


@figure
def decision_boundaries(results):
    """Training points and the classifier's boundary at the epochs that were logged, of one run of each method (Figure 1
    of the paper). The shade is the probability of a class. While data are simplified, coloured points are what the
    classifier is shown, and grey ones the original data."""
    trials = _one_run_each(results, results.point_keys)
    if not len(trials):
        raise NotApplicable("no points were logged (`log_epochs`, for data with two features)")
    logged = [results.points(key) for key in trials["key"]]
    epochs = sorted({epoch for one in logged for epoch in one.epochs})
    made = Figure(figsize=(1.75 * len(epochs) + 0.5, 1.5 * len(logged) + 0.5), layout="constrained")
    axes = made.subplots(len(logged), len(epochs), squeeze=False)
    for line, trial, one in zip(axes, trials.itertuples(), logged):
        for axis, epoch in zip(line, epochs):
            axis.set(xticks=[], yticks=[])
            axis.grid(visible=False)
            if epoch in one.epochs:
                _draw_plane(axis, one, one.epochs.index(epoch))
        line[0].set_ylabel(_row_title(trial, trials))
    for axis, epoch in zip(axes[0], epochs):
        axis.set_title(f"epoch {epoch}")
    return made


def _draw_plane(axis, logged, place):
    probabilities = logged.probabilities[place]
    colours = numpy.array([to_rgb(CLASSES[i % len(CLASSES)]) for i in range(len(probabilities))])
    shades = numpy.tensordot(probabilities, 0.65 + 0.35 * colours, axes=(0, 0))
    axis.imshow(numpy.clip(shades, 0, 1), origin="lower", extent=logged.extent, aspect="auto", interpolation="bilinear")
    x, y = (numpy.linspace(*logged.extent[2 * i:2 * i + 2], probabilities.shape[2 - i]) for i in range(2))
    for i in range(len(probabilities) - 1):
        lead = probabilities[i] - numpy.delete(probabilities, i, axis=0).max(axis=0)
        if lead.min() < 0 < lead.max():
            axis.contour(x, y, lead, levels=[0], colors="black", linewidths=1.1)
    original, given, difference = logged.examples[place]
    if difference.any():
        axis.plot(*original.T, linestyle="none", marker=".", markersize=2.5, color="#777777", markeredgewidth=0, zorder=1.4)
    axis.scatter(*given.T, s=3.2, linewidths=0, color=colours[logged.labels], zorder=1.6)
    axis.set(xlim=logged.extent[:2], ylim=logged.extent[2:])


@figure
def simplified_images(results):
    """Test images as they are, as they are simplified and the difference, at the epochs that were logged, of one run of
    FT and of NFT (Figure 4 of the paper)."""
    trials = _one_run_each(results, results.image_keys)
    if not len(trials):
        raise NotApplicable("no images were logged (`log_epochs`)")
    blocks = [(trial, results.images(trial.key)) for trial in trials.itertuples()]
    blocks = [block for block in blocks if block[1].examples[:, 2].any()] or blocks[:1]  # CT simplifies nothing
    heights = [1 + 2 * len(logged.epochs) for _, logged in blocks]
    made = Figure(figsize=(0.62 * max(logged.examples.shape[2] for _, logged in blocks) + 1.6,
                           sum(0.58 * height + 0.5 for height in heights) + 0.2), layout="constrained")
    made.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    parts = numpy.atleast_1d(made.subfigures(len(blocks), 1, height_ratios=heights))
    for part, (trial, logged) in zip(parts, blocks):
        title = f"{trial.dataset}, {trial.arch}, {trial.method}, run {trial.run}"
        _draw_images(part, title, logged.epochs, logged.examples)
    return made


def _one_run_each(results, keys):
    """The first run of each experiment among the trials `keys`, at most MOST_TRIALS."""
    trials = results.trials[results.trials["key"].isin(keys)]
    return trials.sort_values("run", kind="stable").drop_duplicates("experiment").sort_index()[:MOST_TRIALS]


def _row_title(trial, trials):
    """The method, and its data and classifier if there are several."""
    is_alone = len(trials[["dataset", "arch"]].drop_duplicates()) == 1
    return trial.method if is_alone else f"{trial.dataset} {trial.arch}\n{trial.method}"


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
