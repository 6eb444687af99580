"""Points that others propose are trained, recorded and remembered like those of any sweep."""
import math
import os
import pathlib
import tempfile
import unittest

from friendly_sweep import Batches, UserError, load

COMMON = {"dataset": "two_moons", "arch": "ff", "method": "ct", "n_examples": 100, "epochs": 5, "run": [1, 2]}


class BatchesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "asked.h5"

    def batches(self, **common):
        return Batches(self.file, command=(os.environ["FRIENDLY"],), **{**COMMON, **common})

    def test_errors_are_those_of_the_rows(self):
        batches = self.batches()
        errors = batches.train([{"lr_clf": 1e-5}, {"lr_clf": 1e-2}])
        trials = load(self.file).trials
        self.assertEqual(len(trials), 4)
        for rate, error in zip((1e-5, 1e-2), errors):
            rows = trials[trials["lr_clf"] == rate]
            self.assertEqual(sorted(rows["run"]), [1, 2])
            self.assertAlmostEqual(error, 100 * (1 - rows["best_val_acc"].mean()), places=12)

    def test_the_next_batch_keeps_the_first(self):
        batches = self.batches()
        batches.train([{"lr_clf": 1e-3}])
        first = load(self.file).trials
        batches.train([{"lr_clf": 1e-2}, {"lr_clf": 1e-3}])
        both = load(self.file).trials
        self.assertEqual(len(both), 4, "a point that was proposed before is not trained again")
        kept = both[both["lr_clf"] == 1e-3]
        self.assertEqual(list(kept["start"]), list(first["start"]))

    def test_the_same_proposals_after_an_interruption_train_nothing_again(self):
        expected = [self.batches().train([{"lr_clf": 1e-3}])]
        batches = self.batches()
        batches.train([{"lr_clf": 1e-3}])
        expected.append(batches.train([{"lr_clf": 1e-2}]))
        starts = list(load(self.file).trials["start"])
        again = self.batches()
        self.assertEqual([again.train([{"lr_clf": 1e-3}]), again.train([{"lr_clf": 1e-2}])], expected)
        self.assertEqual(list(load(self.file).trials["start"]), starts)

    def test_a_failed_trial_has_no_error(self):
        error, = self.batches(optim="sgdc+adam", run=1).train([{"lr_clf": 1e30}])
        self.assertTrue(math.isnan(error))

    def test_a_mistake_is_reported(self):
        with self.assertRaisesRegex(UserError, r"batch 1 was not trained \(`friendly sweep` ended with status 2\)"):
            self.batches().train([{"lr_cfl": 1e-3}])

    def test_after_a_mistake_other_points_take_the_place_of_the_batch(self):
        batches = self.batches()
        with self.assertRaises(UserError):
            batches.train([{"lr_cfl": 1e-3}])
        self.assertEqual(len(batches.train([{"lr_clf": 1e-3}])), 1)

    def test_a_program_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(UserError, r"cannot start nothing \(No such file or directory\): name it"):
            Batches(self.file, command=("nothing",), **COMMON).train([{"lr_clf": 1e-3}])


unittest.main()
