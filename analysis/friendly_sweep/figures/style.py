"""How figures look and how they are saved: the same results give the same bytes."""
import functools
import itertools
import pathlib

import matplotlib
from matplotlib.figure import Figure

from friendly_sweep.errors import NotApplicable, UserError
from friendly_sweep.selection import label_of

# Okabe and Ito's colours, which colour-blind readers can tell apart; markers differ as well.
COLOURS = {"ct": "#000000", "eef": "#E69F00", "ft": "#009E73", "nft": "#0072B2"}
MARKERS = {"ct": "o", "eef": "^", "ft": "s", "nft": "D"}
STATUS_COLOURS = {"done": "#BBBBBB", "diverged": "#D55E00", "failed": "#CC79A7", "crashed": "#000000"}
NO_EPOCH_COLOUR = "#F0E442"
PUBLISHED = "#888888"

FORMATS = ("png", "svg", "pdf")
MOST_PANELS = 24
STYLE = {"font.family": "DejaVu Sans", "font.size": 8, "axes.titlesize": 8, "axes.spines.top": False,
         "axes.spines.right": False, "axes.grid": True, "grid.color": "#E5E5E5", "grid.linewidth": 0.6,
         "axes.axisbelow": True, "legend.frameon": False, "figure.dpi": 100, "savefig.dpi": 160,
         "svg.hashsalt": "friendly", "svg.fonttype": "path", "pdf.fonttype": 42}

FIGURES = {}
"""All figures by name: functions of Results, whose docstrings begin with a caption. They raise NotApplicable."""


def figure(draw):
    """Adds the function `draw`, of Results to Figure, to FIGURES; what it draws is stamped with its source."""
    @functools.wraps(draw)
    def drawn(results, **options):
        with matplotlib.rc_context(STYLE):
            made = draw(results, **options)
            made.supxlabel(results.stamp, x=0.005, ha="left", fontsize=5.5, color="#777777")
            made.set_label(results.stamp)
        return made
    FIGURES[draw.__name__] = drawn
    return drawn


def caption(draw):
    """What a figure shows: the first paragraph of its function's docstring, on one line."""
    return " ".join(draw.__doc__.split("\n\n")[0].split())


def save(made, target, kind=None):
    """Writes a figure as PNG, SVG or PDF, with its source in the file's metadata. `target` is a path, whose name says
    which, or an open binary file, with `kind` saying it."""
    kind = kind or pathlib.Path(target).suffix.lstrip(".")
    if kind not in FORMATS:
        raise UserError(f"cannot write {target}", f"figures are written as {', '.join(FORMATS)}", "name one of these")
    stamp = made.get_label()
    metadata = {"png": {"Description": stamp}, "svg": {"Description": stamp, "Date": None},
                "pdf": {"Subject": stamp, "CreationDate": None}}[kind]
    if not hasattr(target, "write"):
        pathlib.Path(target).parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        made.savefig(target, format=kind, metadata=metadata)


def panels(count, width=3.1, height=2.4, columns=3):
    """A figure with `count` panels in rows of `columns`, and the list of its axes."""
    columns = min(columns, count)
    rows = -(-count // columns)
    made = Figure(figsize=(max(width * columns, 4), height * rows + 0.3), layout="constrained")
    axes = made.subplots(rows, columns, squeeze=False).ravel()
    for unused in axes[count:]:
        unused.remove()
    return made, axes[:count]


def rows_of_panels(rows, columns, width=2.1, height=2.0):
    """A figure with `rows` × `columns` panels, and its axes as a matrix. What is not drawn in is to be removed."""
    made = Figure(figsize=(max(width * columns, 4), height * rows + 0.3), layout="constrained")
    return made, made.subplots(rows, columns, squeeze=False)


def head(made, axes, note=""):
    """One legend for all panels, above them: every label once, methods in their usual order; below it a note."""
    found = {}
    for handle, label in itertools.chain.from_iterable(zip(*one.get_legend_handles_labels()) for one in axes):
        found.setdefault(label, handle)
    order = sorted(found, key=lambda label: list(COLOURS).index(label) if label in COLOURS else len(COLOURS))
    made.suptitle("\n".join([" "] * bool(order) + [note] * bool(note)), fontsize=8)  # reserves the space
    if order:
        made.legend([found[label] for label in order], order, loc="upper center", ncol=min(len(order), 5),
                    borderaxespad=0.3, handlelength=1.6, columnspacing=1.2)


def colour(method):
    return COLOURS.get(method, "#CC79A7")


def marker(method):
    return MARKERS.get(method, "v")


def places(selections, naming):
    """The selections with results, by what names them apart from the method: {"fashion ff epochs=20": […]}. Raises
    NotApplicable if there are none."""
    names = [name for name in naming if name != "method"]
    found = {}
    for one in selections:
        if one.setting is not None:
            found.setdefault(label_of(one, names), []).append(one)
    if not found:
        raise NotApplicable("no trial has a reported epoch")
    return found


def first_panels(found, what):
    """At most MOST_PANELS of `found`, and a note if that is not all."""
    shown = list(found)[:MOST_PANELS]
    return shown, "" if len(shown) == len(found) else f"the first {len(shown)} of {len(found)} {what}"
