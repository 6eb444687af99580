"""Figures: what is drawn, on which results, and that the same results give the same bytes."""
import itertools
import os
import statistics
import subprocess
import sys
import unittest

import numpy

import result_files
from friendly_sweep import NotApplicable, UserError, figures, select
from friendly_sweep.figures.search import expected_best
from friendly_sweep.figures.sweep import end_of_simplification
from selection_test import loaded
from result_files import errors


def draw_all(file, folder, hash_seed):
    """Draws all figures in a process of its own; returns what it says."""
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error::UserWarning", "-m", "friendly_sweep.figures", file, "-o", folder,
         "--format", "png", "--format", "svg", "--format", "pdf"], check=True, capture_output=True, text=True,
        env=dict(os.environ, PYTHONHASHSEED=hash_seed))
    return done.stdout


class FiguresTest(result_files.SampleTest):
    def test_the_same_results_give_the_same_bytes(self):
        said = [draw_all(self.results.path, self.folder / name, seed) for name, seed in (("one", "1"), ("two", "2"))]
        self.assertNotIn("no ", said[0])
        names = sorted(path.name for path in (self.folder / "one").iterdir())
        self.assertEqual(names, sorted(f"{name}.{kind}" for name in figures.FIGURES for kind in figures.FORMATS))
        stamp = f"sample.h5, SHA-256 {self.results.digest[:12]}, friendly 0.1.0 (a0eb5dd-dirty)"
        for name in names:
            with self.subTest(name):
                one, two = ((self.folder / place / name).read_bytes() for place in ("one", "two"))
                self.assertTrue(one == two, "bytes differ")
                self.assertIn(stamp.encode(), one.replace(b"\\(", b"(").replace(b"\\)", b")"))

    def test_says_why_a_figure_is_not_drawn(self):
        results = loaded([errors("ct", 1, best_epoch=-1)])
        for name, why in (("comparison", "no trial has a reported epoch"), ("label_noise", "no trial has"),
                          ("test_curves", "not scored in every epoch"), ("simplified_images", "no images"),
                          ("effects", "nothing was searched over")):
            with self.subTest(name), self.assertRaisesRegex(NotApplicable, why):
                figures.FIGURES[name](results)
        with self.assertRaisesRegex(NotApplicable, "every trial"):
            figures.failures(loaded([errors("ct", 1)]))

    def test_other_formats_are_refused(self):
        with self.assertRaisesRegex(UserError, "png, svg, pdf"):
            figures.save(figures.comparison(self.results), self.folder / "x.jpg")

    def test_a_file_that_is_none(self):
        done = subprocess.run([sys.executable, "-B", "-m", "friendly_sweep.figures", __file__, "-o", self.folder],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^error: cannot read .* \(.*\): name a result file that friendly wrote\n$")

    def test_curves_show_every_run_and_their_mean(self):
        axis = figures.curves(self.results).axes[0]
        ct_runs = [line for line in axis.lines if line.get_linewidth() == 0.5][:3]
        for line in ct_runs:
            numpy.testing.assert_allclose(line.get_xydata(), [(0, 50), (1, 40), (2, 30), (3, 20)])
        self.assertEqual([line.get_label() for line in axis.lines if line.get_linewidth() > 1.5], ["ct", "nft"])

    def test_label_noise_shows_the_table(self):
        axis = figures.label_noise(self.results).axes[0]
        means = [mean for one in select(self.results.trials) if one.spec["method"] == "ct"
                 for mean in [statistics.fmean(one.errors["test_error"])]]
        (line,) = [bar.lines[0] for bar in axis.containers if bar.get_label() == "ct"]
        numpy.testing.assert_allclose(line.get_xydata()[:, 1], means)

    def test_end_of_simplification(self):
        epochs = self.results.epochs
        self.assertIsNone(end_of_simplification(epochs[epochs["trial"] == 0]), "CT simplifies nothing")
        self.assertEqual(end_of_simplification(epochs[epochs["trial"] == 3]), 1)  # a quarter of four epochs
        self.assertEqual(end_of_simplification(epochs[epochs["trial"] == 9]), 2)

    def test_the_expected_best_of_n(self):
        val, test = [3.0, 1.0, 2.0, 4.0], [30.0, 15.0, 10.0, 40.0]
        expected = [statistics.fmean(test[min(drawn, key=lambda i: val[i])] for drawn in itertools.combinations(range(4), n))
                    for n in range(1, 5)]
        numpy.testing.assert_allclose(expected_best(val, test), expected)


if __name__ == "__main__":
    unittest.main()
