"""Result files as pandas frames."""
import dataclasses
import hashlib
import json
import pathlib
import typing

import h5py
import numpy
import pandas

from friendly_sweep.errors import NotApplicable, UserError
from friendly_sweep.hyperparameters import EVALUATION, EXPERIMENT, REPETITION, hyperparameters

NO_EPOCH = "without an epoch after simplification"
SOUND = ("done", "pruned")
"""How trials end where nothing went wrong."""


class Logged(typing.NamedTuple):
    """Examples of a trial at the epochs of `log_epochs`.

    epochs: their numbers, from 0.
    examples: [epoch, kind, example, channel, row, column] of images, [epoch, kind, example, coordinate] of points; kind
        is 0 for originals, 1 for simplified ones and 2 for the difference.
    labels: the classes of the examples.
    probabilities: of points, the classifier's on a grid around them, [epoch, class, row, column].
    extent: of that grid: least and greatest x, least and greatest y.
    """
    epochs: list
    examples: numpy.ndarray
    labels: numpy.ndarray
    probabilities: numpy.ndarray = None
    extent: numpy.ndarray = None


@dataclasses.dataclass(frozen=True)
class Results:
    """What a result file holds.

    trials: a row per trial in the order of the file, with all columns of /trials and `test_error` and `val_error`
        of the reported epoch in percent (NaN where the trial is not done or has none), `setting`, its row in
        `settings`, and `experiment`, the number of what it is compared within.
    epochs: a row per epoch of a trial, `trial` being its row in `trials`; errors in percent as well.
    settings: a row per setting, i.e. everything but `run` and `seed`; `trials` and `done` count its trials.
    attributes: the file's own: versions, command line, sweep file, checksums.
    help: what each column of /trials and /epochs means.
    image_keys, point_keys: keys of the trials of which images, or points, were logged.
    digest: SHA-256 of the file, in hexadecimal.
    """
    path: pathlib.Path
    trials: pandas.DataFrame
    epochs: pandas.DataFrame
    settings: pandas.DataFrame
    attributes: dict
    help: dict
    image_keys: tuple
    point_keys: tuple
    digest: str

    @property
    def stamp(self):
        """Where numbers come from, in one line."""
        program = f"friendly {self.attributes['program_version']} ({self.attributes['program_commit']})"
        return f"{self.path.name}, SHA-256 {self.digest[:12]}, {program}"

    def images(self, key):
        """The logged images of a trial as Logged. Raises NotApplicable if there are none."""
        return self._logged("images", key)

    def points(self, key):
        """The logged points of a trial, with what the classifier makes of the plane around them, as Logged. Raises
        NotApplicable if there are none."""
        logged = self._logged("points", key)
        with h5py.File(self.path) as file:
            boundary = file["boundaries"][key]
            return logged._replace(probabilities=boundary[:], extent=boundary.attrs["extent"])

    def _logged(self, group, key):
        with h5py.File(self.path) as file:
            if key not in file.get(group, ()):
                raise NotApplicable(f"{self.path.name} holds no {group} of trial {key} (`log_epochs`)")
            logged = file[group][key]
            return Logged(logged.attrs["epochs"].tolist(), logged[:], logged.attrs.get("labels"))


def load(path):
    """Reads a result file of `friendly sweep` or `friendly train`. Raises UserError if it is none."""
    path = pathlib.Path(path)
    try:
        with h5py.File(path) as file:
            trials, epochs = _frame(file["trials"]), _frame(file["epochs"], skip=("key",))
            attributes = {name: _plain(value) for name, value in file.attrs.items()}
            image_keys, point_keys = tuple(file.get("images", ())), tuple(file.get("points", ()))
            explained = {name: json.loads(file[name].attrs["help"]) for name in ("trials", "epochs")}
    except (OSError, KeyError) as error:
        why = "there is no such file" if not path.exists() else error.args[-1] if error.args else "it cannot be read"
        raise UserError(f"cannot read {path}", why, "name a result file that friendly wrote") from None
    _add_errors(trials)
    settings = _add_settings(trials)
    epochs.insert(1, "key", trials["key"].to_numpy()[epochs["trial"]])
    for part in ("train", "val", "test"):
        epochs[f"{part}_error"] = 100 * (1 - epochs[f"{part}_acc"])
    return Results(path, trials, epochs, settings, attributes, explained, image_keys, point_keys, _digest(path))


def _frame(table, skip=()):
    rows = table[:]
    columns = {}
    for name in rows.dtype.names:
        if name in skip:
            continue
        column = rows[name]
        columns[name] = numpy.char.decode(column, "utf-8").astype(object) if column.dtype.kind == "S" else column
    return pandas.DataFrame(columns)


def _plain(value):
    return value.item() if isinstance(value, numpy.generic) else value


def _add_errors(trials):
    reported = (trials["status"] == "done") & (trials["best_epoch"] >= 0)
    for part in ("val", "test"):
        trials[f"{part}_error"] = (100 * (1 - trials[f"best_{part}_acc"])).where(reported)


def _add_settings(trials):
    """Numbers the experiments and settings in `trials`, and returns a frame of the settings."""
    names = [name for name in hyperparameters(trials) if name not in REPETITION + EVALUATION]
    trials["experiment"] = _numbers(trials, [name for name in names if name in EXPERIMENT])
    trials["setting"] = _numbers(trials, names)
    settings = trials.drop_duplicates("setting").set_index("setting")[["experiment", *names]].copy()
    by_setting = trials.groupby("setting")
    settings["trials"] = by_setting.size()
    settings["done"] = by_setting["test_error"].count()
    return settings


def _numbers(trials, names):
    """Numbers rows that are equal in the columns `names`, in the order of their first rows; NaN equals NaN."""
    codes = pandas.DataFrame({name: pandas.factorize(trials[name])[0] for name in names})
    return codes.groupby(names, sort=False).ngroup()


def _digest(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
