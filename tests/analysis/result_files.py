"""Small result files with the columns of a real one, for tests that need no program."""
import pathlib
import tempfile
import unittest

import h5py
import numpy

from friendly_sweep import load

REAL = pathlib.Path(__file__).parents[1] / "results" / "version-0.1.0.h5"


def write(path, trials, epochs=(), images=None, planes=None, **attributes):
    """Writes a result file. `trials` and `epochs` are dictionaries of values by column; what they do not name is as in
    a trial of the same method in a real file. `images` are arrays by key, `planes` pairs of arrays: points, and the
    classifier's probabilities on the square from -1 to 1."""
    with h5py.File(REAL) as real, h5py.File(path, "w") as file:
        templates = {row["method"].decode(): row for row in real["trials"][:]}
        rows = [_row(templates[trial.get("method", "ct")], {"key": f"{i:016x}", **trial})
                for i, trial in enumerate(trials)]
        for name, table in (("trials", _table(real["trials"].dtype, rows)),
                            ("epochs", _table(real["epochs"].dtype, _epochs(real, rows, epochs)))):
            file[name] = table
            file[name].attrs["help"] = real[name].attrs["help"]
        for name, value in {**real.attrs, "points": len(rows), **attributes}.items():
            file.attrs[name] = value
        for key, values in (images or {}).items():
            file[f"images/{key}"] = values
            file[f"images/{key}"].attrs["epochs"] = numpy.arange(len(values))
        for key, (values, probabilities) in (planes or {}).items():
            file[f"points/{key}"], file[f"boundaries/{key}"] = values, probabilities
            for group in ("points", "boundaries"):
                file[f"{group}/{key}"].attrs["epochs"] = numpy.arange(len(values))
            file[f"points/{key}"].attrs["labels"] = numpy.arange(values.shape[2]) % 2
            file[f"boundaries/{key}"].attrs["extent"] = numpy.array([-1.0, 1.0, -1.0, 1.0])
    return path


def errors(method="nft", run=1, val=10.0, test=20.0, **values):
    """A trial that is done, with errors in percent."""
    return {"method": method, "run": run, "status": "done", "best_epoch": 1, "best_val_acc": 1 - val / 100,
            "best_test_acc": 1 - test / 100, **values}


def sample(path):
    """A result file in which there is something for every figure: CT and NFT at two levels of label noise, four
    settings of NFT, three runs, curves, images, points, and trials that failed."""
    generator = numpy.random.default_rng(7)
    trials = []
    for noise in (0.0, 0.2):
        for method, settings in (("ct", [(0.0, 10.0)]), ("nft", [(r, b) for r in (0.25, 0.5) for b in (100.0, 500.0)])):
            for ratio, beta in settings:
                for run in (1, 2, 3):
                    val, test = 30 + 40 * noise - 5 * ratio + generator.normal(size=2)
                    trials.append(errors(method, run, val, test, dataset="convex", epochs=4, noisy_labels=noise,
                                         ratio_simp=ratio, beta_simp=beta, rank=1 + len(trials) % 2,
                                         bundle=len(trials), start=100.0 * (len(trials) // 2), seconds=90.0))
    epochs = [{"trial": i, "epoch": epoch, "scale": max(0.0, 1 - epoch / 4 / trial["ratio_simp"])
               if trial["ratio_simp"] else 0.0, **dict.fromkeys(("train_acc", "val_acc", "test_acc"), 0.5 + epoch / 10)}
              for i, trial in enumerate(trials) for epoch in range(4)]
    trials += [errors("ft", 1, status="failed", reason="out of <memory> & time", dataset="convex", epochs=4),
               errors("ft", 2, status="diverged", reason="train_loss became nan in epoch 0", dataset="convex", epochs=4)]
    images = generator.uniform(size=(2, 3, 4, 1, 8, 8)).astype("f4")
    return write(path, trials, epochs, {f"{3:016x}": images}, {f"{row:016x}": plane_of(generator) for row in (0, 3)},
                 points=len(trials) + 1)


def plane_of(generator):
    """Points at two epochs, simplified at the first, between two classes of which the second is at the right."""
    original = generator.uniform(-0.8, 0.8, size=(20, 2))
    given = numpy.stack([0.5 * original, original])
    probability = numpy.tile(numpy.linspace(0, 1, 30), (2, 30, 1))
    kinds = numpy.stack([numpy.stack([original] * 2), given, given - original], 1)
    return kinds.astype("f4"), numpy.stack([1 - probability, probability], 1).astype("f4")


class SampleTest(unittest.TestCase):
    """Tests on the sample: `results`, read from a file in `folder`, which is theirs to write to."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.results = load(sample(cls.folder / "sample.h5"))


def _row(template, values):
    row = {name: template[name] for name in template.dtype.names}
    unknown = set(values) - set(row)
    assert not unknown, unknown
    return {**row, **{name: value.encode() if isinstance(value, str) else value for name, value in values.items()}}


def _epochs(real, rows, epochs):
    template = real["epochs"][0]
    return [_row(template, {"key": rows[epoch["trial"]]["key"], **epoch}) for epoch in epochs]


def _table(dtype, rows):
    wide = [(name, h5py.string_dtype("utf-8", max([1, *(len(row[name]) for row in rows)]))
             if dtype[name].kind == "S" else dtype[name]) for name in dtype.names]
    return numpy.array([tuple(row[name] for name, _ in wide) for row in rows], wide)
