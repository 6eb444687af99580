"""Which setting is reported, on planted data and beside `friendly tables`."""
import csv
import io
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import numpy
import pandas

import friendly_sweep
import result_files
from friendly_sweep.hyperparameters import hyperparameters, is_used, value_text
from result_files import errors

FRIENDLY = os.environ.get("FRIENDLY")


def loaded(trials):
    with tempfile.TemporaryDirectory() as folder:
        return friendly_sweep.load(result_files.write(pathlib.Path(folder) / "planted.h5", trials))


def only(trials):
    (selection,) = friendly_sweep.select(loaded(trials).trials)
    return selection


def runs(beta, numbers, val=50.0, test=50.0):
    return [errors(beta_simp=beta, run=run, val=val, test=test) for run in numbers]


class LoadTest(unittest.TestCase):
    def test_frames(self):
        results = loaded([errors("ct", 1, val=12.5, test=25.0), errors("ct", 2, test=37.5), errors("nft", 1, test=50.0),
                          errors("nft", 1, best_epoch=-1), errors("nft", 2, status="diverged", reason="loss ∞")])
        self.assertEqual(list(results.trials["test_error"].fillna(-1)), [25.0, 37.5, 50.0, -1, -1])
        self.assertEqual(list(results.trials["val_error"])[0], 12.5)
        self.assertEqual(results.trials["reason"].iloc[4], "loss ∞")
        self.assertEqual(list(results.settings["method"]), ["ct", "nft"])
        self.assertEqual(list(results.settings["trials"]), [2, 3])
        self.assertEqual(list(results.settings["done"]), [2, 1])
        self.assertNotIn("run", results.settings)
        self.assertIn("friendly 0.1.0 (a0eb5dd-dirty)", results.stamp)

    def test_a_result_file_of_an_earlier_version(self):
        results = friendly_sweep.load(result_files.REAL)
        self.assertEqual((len(results.trials), len(results.settings), len(results.epochs)), (8, 4, 24))
        self.assertTrue((results.epochs["key"] == results.trials["key"].to_numpy()[results.epochs["trial"]]).all())

    def test_an_empty_one(self):
        results = loaded([])
        self.assertTrue(friendly_sweep.best_settings(results.trials).empty)

    def test_what_is_no_result_file(self):
        for path in ("/nonexistent/x.h5", __file__):
            with self.assertRaisesRegex(friendly_sweep.UserError, r"cannot read .* \(.*\): name a result file"):
                friendly_sweep.load(path)


class SelectTest(unittest.TestCase):
    def test_test_errors_take_no_part(self):
        """Validation errors fixed, test errors scrambled at will: the choice never changes."""
        generator = numpy.random.default_rng(1)
        val = generator.uniform(10, 20, (12, 3))
        expected = float(numpy.argmin(val.mean(axis=1)))
        for _ in range(20):
            test = generator.uniform(0, 100, (12, 3))
            chosen = only([errors(beta_simp=float(beta), run=run, val=val[beta, run], test=test[beta, run])
                           for beta in range(12) for run in range(3)])
            self.assertEqual(chosen.best["beta_simp"].iloc[0], expected)
            numpy.testing.assert_allclose(chosen.errors["test_error"], test[int(expected)])

    def test_compares_on_the_runs_of_most_settings(self):
        chosen = only(runs(1, [1, 2, 3, 4]) + runs(2, [1, 2, 3], 25, 75) + runs(3, [1, 2, 3]) + runs(4, [1], 0))
        self.assertEqual(chosen.best["beta_simp"].iloc[0], 2)
        self.assertEqual(list(chosen.errors["run"]), [1, 2, 3])
        self.assertEqual((chosen.competitors, chosen.not_compared), (3, 1))

    def test_prefers_more_trials_then_more_runs(self):
        self.assertEqual(len(only(runs(1, [1, 2, 3]) + runs(2, [1]) + runs(3, [1]) + runs(4, [1])).errors), 1)
        self.assertEqual(len(only(runs(1, [1], 0) + runs(2, [1, 2])).errors), 2)

    def test_takes_the_first_of_equals(self):
        self.assertEqual(only(runs(3, [1, 2]) + runs(1, [1, 2])).best["beta_simp"].iloc[0], 3)

    def test_a_repetition_is_a_run_with_its_seed(self):
        chosen = only([errors(run=1, seed=1), errors(run=1, seed=7), errors(run=2, seed=1)])
        self.assertEqual(list(zip(chosen.errors["run"], chosen.errors["seed"])), [(1, 1), (1, 7), (2, 1)])

    def test_what_is_left_out_is_counted(self):
        chosen = only([errors(run=1, status="failed"), errors(run=2, best_epoch=-1), errors(run=3, status="failed")])
        self.assertIsNone(chosen.setting)
        self.assertEqual(chosen.left_out, {"failed": 2, "without an epoch after simplification": 1})

    def test_settings_that_left_their_race_are_not_compared(self):
        left = {"status": "pruned", "reason": "left after run 1, place 2 of 3 (mean validation error 5.00 %); 1 went on"}
        one = only([*runs(10, (1, 2, 3), val=20), *runs(20, (1,), val=5), *(errors(beta_simp=20, run=run, **left)
                                                                            for run in (2, 3)),
                    *runs(30, (1,), val=6), *(errors(beta_simp=30, run=run, **left) for run in (2, 3))])
        self.assertEqual(one.best["beta_simp"].iloc[0], 10)
        self.assertEqual(len(one.errors), 3)
        self.assertEqual(one.competitors, 3)
        self.assertEqual(one.not_compared, 0)
        self.assertEqual(one.left_out, {})
        self.assertEqual(one.leavers, {"after run 1": 2})

    def test_names_only_what_varies_and_is_used(self):
        both = {"ratio_simp": 0.5, "lr_simp": 1e-5}
        chosen = only([errors(val=1, simplifier="unet", n_filters_base=8, hidden="[]", **both),
                       errors(val=2, simplifier="ff", n_filters_base=64, hidden="[8,2]", **both)])
        self.assertEqual(friendly_sweep.varying_values(chosen), "simplifier=unet n_filters_base=8")

    def test_values_as_the_program_writes_them(self):
        for value, text in ((500.0, "500"), (1e-5, "1e-05"), (0.1 + 0.2, "0.30000000000000004"), (1e16, "1e+16"),
                            (float("nan"), "none"), (True, "true"), (numpy.bool_(False), "false"),
                            (numpy.int64(3), "3"), ("[256,784]", "[256,784]")):
            self.assertEqual(value_text(value), text)


@unittest.skipUnless(FRIENDLY, "FRIENDLY does not name the program")
class TablesTest(unittest.TestCase):
    def agree(self, path):
        said = subprocess.run([FRIENDLY, "tables", path, "--format", "csv"], check=True, capture_output=True, text=True)
        theirs = list(csv.reader(io.StringIO(said.stdout)))
        ours = friendly_sweep.best_settings(friendly_sweep.load(path).trials)
        self.assertEqual(list(ours.columns), theirs[0])
        cells = [["" if pandas.isna(value) else value_text(value) for value in row] for row in ours.itertuples(index=False)]
        self.assertEqual(cells, theirs[1:])

    def test_the_same_digits_on_a_real_file(self):
        self.agree(result_files.REAL)

    def test_the_same_digits_on_awkward_ones(self):
        generator = numpy.random.default_rng(2)
        trials = []
        for i in range(400):
            val, test = generator.uniform(0, 100, 2)
            trials.append(errors(
                generator.choice(["ct", "eef", "ft", "nft"]), int(generator.integers(1, 12)), val, test,
                seed=int(generator.integers(1, 3)), dataset=generator.choice(["convex", "two_moons"]),
                status=generator.choice(["done", "done", "done", "failed", "diverged"]),
                best_epoch=int(generator.integers(-1, 3)), lr_clf=generator.choice([1e-5, 0.1, 500]),
                noisy_labels=generator.choice([0, 0.1])))
        for trial in trials:  # the program writes the defaults of what is not used
            trial["ratio_simp"] = 0.0 if trial["method"] == "ct" else generator.choice([0.25, 0.5])
            trial["n_examples"] = 200 if trial["dataset"] == "two_moons" else 1000
            trial["iterations_simp"] = {"ft": 10}.get(trial["method"], 1)
            if generator.random() < 0.1:
                trial.update(status="pruned", reason=f"left after run {generator.integers(1, 3)}, place 2 of 3")
        with tempfile.TemporaryDirectory() as folder:
            self.agree(result_files.write(pathlib.Path(folder) / "awkward.h5", trials))

    def test_every_hyperparameter_plays_the_same_part(self):
        """Another value of one hyperparameter at a time, where it is used, makes another row, another setting or a run."""
        bases = [errors("ct", dataset="two_moons"), errors("eef", dataset="cifar10", arch="cnn"), errors("ft"),
                 errors("nft", simplifier="unet", hidden="[]", optim="sgdc+adam", cos_scheduler="delayed"),
                 errors("nft", simplifier="ff")]
        bases = [{"n_examples": 200 if base.get("dataset") == "two_moons" else 1000, "dataset": "convex", **base}
                 for base in bases]  # what is not used has its default
        words = {"optim": "rmsprop", "cos_scheduler": "restart", "scaling": "linear", "activation": "tanh",
                 "simplifier": "unet", "hidden": "[3]", "dtype": "float64"}
        with tempfile.TemporaryDirectory() as folder:
            path = result_files.write(pathlib.Path(folder) / "one.h5", bases)
            plain = friendly_sweep.load(path).trials
            trials = list(bases)
            for base, (_, row) in zip(bases, plain.iterrows()):
                for name in hyperparameters(plain):
                    if name not in ("method", "dataset", "arch") and is_used(name, row):
                        trials.append({**base, "best_val_acc": 0.9 + len(trials) / 10000,
                                       name: words.get(name) or _another(row[name])})
            self.agree(result_files.write(path, trials))

    def test_methods_use_what_the_help_says(self):
        said = subprocess.run([FRIENDLY, "train", "--help"], check=True, capture_output=True, text=True).stdout
        entries = {words.split()[0]: words for words in " ".join(said.split()).split(" --")[1:] if words}
        for name in hyperparameters(loaded([]).trials):
            by = re.search(r"used by ((?:\w+, )*\w+)", entries[name])
            for method in ("ct", "eef", "ft", "nft"):
                spec = {"method": method, "simplifier": "unet" if name.startswith("n_") else "ff", "optim": "sgdc+adam",
                        "cos_scheduler": "delayed", "dataset": "two_moons" if name in ("n_examples", "noise") else "cifar10",
                        "arch": "cnn"}
                expected = method in by[1].split(", ") if by else name not in ("ratio_simp", "scaling") or method != "ct"
                self.assertEqual(is_used(name, spec), expected, f"{name} by {method}")


def _another(value):
    if isinstance(value, (bool, numpy.bool_)):
        return not value
    return 0.5 if value != value else value + 1


if __name__ == "__main__":
    unittest.main()
