"""Sweeps whose points someone else proposes, batch by batch: Optuna, another optimiser, a person.

    import optuna
    from friendly_sweep import Batches
    batches = Batches("tpe.h5", dataset="convex", arch="ff", method="ct", epochs=20)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    space = {"lr_clf": optuna.distributions.FloatDistribution(1e-5, 1e-2, log=True)}
    for _ in range(8):
        asked = [study.ask(space) for _ in range(8)]
        for trial, error in zip(asked, batches.train([one.params for one in asked])):
            study.tell(trial, error)

Each proposed point is a grid of its own in a sweep file beside the result file, so all of them are trained, recorded
and resumed like those of any other sweep. The same proposals yield the same errors, however many ranks train them.
"""
import json
import math
import pathlib
import subprocess

from friendly_sweep.errors import UserError
from friendly_sweep.load import load


class Batches:
    """A sweep that grows by batches of points.

    result_file: where its results go; the sweep file is beside it, with the suffix .toml.
    command: the program with its launcher, for instance ("mpirun", "-n", "9", "friendly"); options: further ones of
        `friendly sweep`, for instance ("-j", "2").
    common: hyperparameters of all points; a list makes an axis, run=[1, 2, 3] for instance.
    """

    def __init__(self, result_file, *, command=("friendly",), options=(), **common):
        self.result_file = pathlib.Path(result_file)
        self.sweep_file = self.result_file.with_suffix(".toml")
        self._command = [*command, "sweep", str(self.sweep_file), "-o", str(self.result_file), "--add", *options]
        self._text = _section("[defaults]", common)
        self._batches = 0

    def train(self, points):
        """Trains points, dictionaries of hyperparameters. Returns for each the mean validation error of its trials in
        percent, nan if one of them has none. Raises UserError if the sweep did not come to its end; the batch is then
        forgotten, and other points can be proposed in its place."""
        names = [f"{self._batches + 1}.{number}" for number in range(1, len(points) + 1)]
        text = self._text + "".join(_section("[[grid]]", {"name": name, **point}) for name, point in zip(names, points))
        self.sweep_file.write_text(text)
        self._sweep()
        self._text, self._batches = text, self._batches + 1
        errors = {}
        for grids, error in load(self.result_file).trials[["grid", "val_error"]].itertuples(index=False):
            for name in grids.split(", "):
                errors.setdefault(name, []).append(error)
        return [math.fsum(errors[name]) / len(errors[name]) for name in names]

    def _sweep(self):
        try:
            status = subprocess.run(self._command, stdin=subprocess.DEVNULL).returncode
        except OSError as error:
            raise UserError(f"cannot start {self._command[0]}", error.strerror,
                            'name it, for instance command=("build/release/friendly",)') from None
        if status not in (0, 1):  # 1: some trials failed, as their rows say
            raise UserError(f"batch {self._batches + 1} was not trained",
                            f"`friendly sweep` ended with status {status}",
                            "see what it says above; the same proposals resume it")


def _section(title, values):
    return "\n".join([title, *(f"{name} = {json.dumps(value)}" for name, value in values.items())]) + "\n\n"
