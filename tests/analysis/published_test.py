"""Our numbers beside the paper's, on planted results."""
import csv
import io
import math
import os
import pathlib
import subprocess
import tempfile
import unittest

import numpy

import result_files
from friendly_sweep import load, published, select
from friendly_sweep.hyperparameters import value_text
from selection_test import loaded
from result_files import errors

FRIENDLY = os.environ.get("FRIENDLY")


def cells(table="table1"):
    """CT and NFT with `ff`: convex (33.91 ± 0.44 and 34.25 ± 1.03), mnist_rot (43.16 ± 0.51 and 42.96 ± 0.58)."""
    planted = [("ct", "convex", (33, 34, 35)), ("nft", "convex", (40, 41, 42)),
               ("ct", "mnist_rot", (40, 40, 40)), ("nft", "mnist_rot", (45,)), ("ct", "fashion", (9, 9, 9))]
    trials = [errors(method, run, dataset=dataset, test=test, epochs=20) for method, dataset, values in planted
              for run, test in enumerate(values)]
    trials += [errors("ct", 1, dataset="convex", test=1, epochs=10),  # of fewer epochs
               errors("ct", 1, dataset="rectangles_image", test=20, noisy_labels=0.2),
               errors("ct", 1, dataset="mnist_back_image", test=20, n_train=100)]
    return published.compare(select(loaded(trials).trials), table)


class PublishedTest(unittest.TestCase):
    def test_differences_in_standard_errors(self):
        found = cells()
        self.assertEqual(len(found), 80)
        row = found.set_index(["arch", "method", "dataset"]).loc[("ff", "ct", "convex")]
        self.assertAlmostEqual(row["difference"], 34 - 33.91)
        self.assertAlmostEqual(row["combined_error"], math.sqrt(1 / 3 + 0.44 ** 2 / 3))
        self.assertAlmostEqual(row["in_errors"], 0.09 / math.sqrt((1 + 0.44 ** 2) / 3))

    def test_only_comparable_experiments_count(self):
        found = cells()
        self.assertEqual(set(found[found["runs"] > 0]["dataset"]), {"convex", "mnist_rot"})

    def test_summary(self):
        # CT on convex is within; NFT on convex 6.75 points off, CT on mnist_rot 3.16. CT < NFT in the paper on convex,
        # NFT < CT on mnist_rot; ours has CT first on both.
        self.assertEqual(published.summary(cells()),
                         "1 of 3 cells are within 2 combined standard errors of the published ones; 1 of 2 orderings of "
                         "two methods agree; 76 of 80 cells are missing; cells with a single run, hence "
                         "without a deviation: 1.")
        self.assertIn("12 of 12 cells are missing", published.summary(cells("table2")))


    def test_selects_from_the_grids_of_the_table(self):
        """A setting of Figure 6 is best of all on validation data; one belongs to both."""
        trials = [errors("nft", run, dataset="convex", beta_simp=beta, val=val, test=test + run, grid=grid)
                  for beta, val, test, grid in ((500.0, 1, 1, "figure6-beta_simp"),
                                                (1000.0, 3, 2, "figure6-beta_simp, table1-nft"),
                                                (2000.0, 2, 3, "table1"), (4000.0, 1, 4, "table10, my-table1"))
                  for run in (1, 2, 3)]
        found = published.compare(select(loaded(trials).trials), "table1").set_index(["arch", "method", "dataset"])
        self.assertAlmostEqual(found.loc[("ff", "nft", "convex"), "test_error"], 5)
        for trial in trials:
            trial["grid"] = "mine"
        found = published.compare(select(loaded(trials).trials), "table1").set_index(["arch", "method", "dataset"])
        self.assertAlmostEqual(found.loc[("ff", "nft", "convex"), "test_error"], 3)


@unittest.skipUnless(FRIENDLY, "FRIENDLY does not name the program")
class TablesTest(unittest.TestCase):
    def test_the_same_digits_as_the_program(self):
        generator = numpy.random.default_rng(5)
        trials = [errors(method, run, dataset=dataset, beta_simp=beta, epochs=20, grid=grid,
                         val=generator.uniform(5, 9), test=generator.uniform(20, 60))
                  for dataset in ("convex", "mnist_rot") for method in ("ct", "nft")
                  for beta, grid in ((500.0, "table1-a"), (1000.0, "figure6"), (2000.0, "figure6, table1-b"))
                  if method == "nft" or beta == 500.0 for run in (1, 2, 3)]
        with tempfile.TemporaryDirectory() as folder:
            path = result_files.write(pathlib.Path(folder) / "grids.h5", trials)
            said = subprocess.run([FRIENDLY, "tables", path, "--table1", "--format", "csv"], check=True,
                                  capture_output=True, text=True).stdout
            ours = published.compare(select(load(path).trials), "table1")
        theirs = [row for row in csv.DictReader(io.StringIO(said)) if row["state"] == "value"]
        ours = ours[ours["runs"] > 0]
        self.assertEqual(len(theirs), 4)
        names = {"test_error": "test_error", "test_error_std": "test_error_std", "difference": "difference",
                 "in_errors": "standard_errors"}
        for row, their in zip(ours.to_dict("records"), theirs):
            self.assertEqual([row[name] for name in ("arch", "method", "dataset")],
                             [their[name] for name in ("arch", "method", "dataset")])
            for name, their_name in names.items():
                self.assertEqual(value_text(row[name]), their[their_name], f"{name} of {their}")


if __name__ == "__main__":
    unittest.main()
