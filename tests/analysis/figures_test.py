"""Figures: what is drawn, on which results, and that the same results give the same bytes."""
import itertools
import os
import statistics
import subprocess
import sys
import unittest

import numpy

import result_files
from friendly_sweep import NotApplicable, UserError, figures, load, select
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
                          ("decision_boundaries", "no points"),
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

    def test_boundaries_lie_where_the_classes_are_equally_likely(self):
        made = figures.decision_boundaries(self.results)
        axes = numpy.reshape(made.axes, (2, 2))  # methods, epochs
        self.assertEqual([axis.get_title() for axis in axes[0]], ["epoch 0", "epoch 1"])
        self.assertEqual([axis.get_ylabel() for axis in axes[:, 0]], ["ct", "nft"])
        logged = self.results.points(f"{3:016x}")
        for axis, (original, given, difference) in zip(axes[1], logged.examples):
            lines = [path.vertices for one in axis.collections for path in one.get_paths() if len(path.vertices) == 30]
            numpy.testing.assert_allclose(lines[-1][:, 0], 0, atol=1e-6)
            shown = axis.collections[-1].get_offsets()
            numpy.testing.assert_allclose(shown, given)
            grey = [line.get_xydata() for line in axis.lines]
            self.assertEqual(len(grey), int(difference.any()))
            for line in grey:
                numpy.testing.assert_allclose(line, original)

    def test_boundaries_of_more_than_two_classes(self):
        probability = numpy.stack([numpy.tile(one, (1, 10, 1)) for one in numpy.eye(3).repeat([4, 3, 3], 0).T], 1)
        path = result_files.write(self.folder / "three.h5", [errors("ct", 1)],
                                  planes={f"{0:016x}": (numpy.zeros((1, 3, 5, 2), "f4"), probability)})
        axis = figures.decision_boundaries(load(path)).axes[0]
        edges = {round(float(x), 2) for one in axis.collections for path in one.get_paths() for x in path.vertices[:, 0]
                 if len(path.vertices) == 10}
        self.assertEqual(edges, {round(-1 + 2 * place / 9, 2) for place in (3.5, 6.5)})

    def test_images_of_one_run_of_each_method_that_simplifies(self):
        images = numpy.random.default_rng(1).uniform(size=(1, 3, 2, 1, 4, 4)).astype("f4")
        same = images.copy()
        same[:, 2] = 0
        trials = [errors("ct", 1), errors("ft", 2), errors("ft", 1), errors("nft", 1)]
        keys = [f"{i:016x}" for i in range(4)]
        path = result_files.write(self.folder / "methods.h5", trials,
                                  images=dict(zip(keys, (same, images, images, images))))
        titles = [part._suptitle.get_text() for part in figures.simplified_images(load(path)).subfigs]
        self.assertEqual([title.split(", ")[2:] for title in titles], [["ft", "run 1"], ["nft", "run 1"]])

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

    def test_settings_that_left_a_race_are_compared_by_the_runs_that_all_got(self):
        left = {"status": "pruned", "host": "", "best_epoch": -1,
                "reason": "left after run 1, place 2 of 2 (mean validation error 7.00 %); 1 went on"}
        trials = [errors(beta_simp=100.0, run=1, val=6.0), errors(beta_simp=100.0, run=2, val=9.0),
                  errors(beta_simp=500.0, run=1, val=7.0), {"method": "nft", "beta_simp": 500.0, "run": 2, **left}]
        results = load(result_files.write(self.folder / "race.h5", trials))
        (line,) = [line for line in figures.effects(results).axes[0].lines if line.get_linestyle() == "None"]
        numpy.testing.assert_allclose(sorted(line.get_ydata()), [6, 7])
        with self.assertRaisesRegex(NotApplicable, "did not race"):
            figures.best_of_n(results)

    def test_survivors_of_a_race_without_a_common_run_are_drawn(self):
        left = {"method": "nft", "status": "pruned", "best_epoch": -1, "reason": "left after epoch 2, place 3 of 3"}
        trials = [errors(beta_simp=100.0, lr_simp=1e-4, run=1), errors(beta_simp=500.0, lr_simp=1e-3, run=2),
                  {"beta_simp": 900.0, "run": 1, **left}]
        results = load(result_files.write(self.folder / "apart.h5", trials))
        for draw in (figures.effects, figures.parallel_coordinates):
            draw(results)


if __name__ == "__main__":
    unittest.main()
