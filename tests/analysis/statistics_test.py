"""Statistics against values worked out by hand, scipy and statsmodels."""
import math
import pathlib
import re
import tempfile
import unittest

import numpy
from scipy import stats

import friendly_sweep
import result_files
from friendly_sweep import statistics
from result_files import errors


def selections(trials):
    with tempfile.TemporaryDirectory() as folder:
        results = friendly_sweep.load(result_files.write(pathlib.Path(folder) / "planted.h5", trials))
    return friendly_sweep.select(results.trials)


def pairs(datasets, differences, method="nft", baseline=30.0):
    """Trials of CT and `method`, a run for each of `differences`, on each of `datasets`."""
    return [errors(name, run, test=value, dataset=dataset) for dataset in datasets
            for run, difference in enumerate(differences, 1)
            for name, value in (("ct", baseline + run), (method, baseline + run + difference))]


class FewRunsTest(unittest.TestCase):
    def test_mean_and_deviation(self):
        self.assertEqual(statistics.mean([1, 2, 6]), 3)
        self.assertEqual(statistics.sample_deviation([1, 2, 6]), math.sqrt((4 + 1 + 9) / 2))
        self.assertTrue(math.isnan(statistics.mean([])) and math.isnan(statistics.sample_deviation([1])))

    def test_the_smallest_p_value(self):
        self.assertEqual([statistics.smallest_p(n) for n in (0, 1, 3, 5, 6)], [1, 1, 0.25, 0.0625, 0.03125])
        for n in (3, 6, 9):  # that of scipy's exact test when all signs agree
            self.assertAlmostEqual(stats.wilcoxon(numpy.arange(1, n + 1)).pvalue, statistics.smallest_p(n))

    def test_three_runs_have_no_p_value_however_large_the_difference(self):
        (difference,) = friendly_sweep.paired_differences(selections(pairs(["convex"], [-20, -21, -22])))
        self.assertIsNone(difference.p)
        self.assertEqual(difference.verdict, "undetermined")
        self.assertEqual(list(difference.values), [(1, 1), (2, 1), (3, 1)])
        numpy.testing.assert_allclose(list(difference.values.values()), [-20, -21, -22])
        self.assertAlmostEqual(difference.mean, -21)
        self.assertAlmostEqual(difference.deviation, 1)

    def test_six_runs_that_agree_have(self):
        (difference,) = friendly_sweep.paired_differences(selections(pairs(["convex"], [-1, -2, -3, -4, -5, -6])))
        self.assertEqual(difference.p, 0.03125)
        self.assertEqual(difference.verdict, "lower")

    def test_pairs_are_of_the_same_run(self):
        trials = [errors("ct", run, test=10 * run) for run in (1, 2, 3)]
        trials += [errors("nft", run, test=10 * run + 1) for run in (4, 3, 2)]
        (difference,) = friendly_sweep.paired_differences(selections(trials))
        self.assertEqual(list(difference.values), [(2, 1), (3, 1)])
        numpy.testing.assert_allclose(list(difference.values.values()), [1, 1])

    def test_only_the_same_experiment_is_paired(self):
        trials = [errors("ct", 1, epochs=20), errors("nft", 1, epochs=30)]
        self.assertEqual(friendly_sweep.paired_differences(selections(trials)), [])


class AcrossDataSetsTest(unittest.TestCase):
    NAMES = [f"set{i}" for i in range(8)]

    def across(self, **by_method):
        """A row per method from its mean differences by data set."""
        trials = []
        for i, name in enumerate(self.NAMES):
            trials.append(errors("ct", 1, test=50, dataset=name))
            trials += [errors(method, 1, test=50 + values[i], dataset=name)
                       for method, values in by_method.items() if i < len(values)]
        frame = friendly_sweep.across_datasets(friendly_sweep.paired_differences(selections(trials)))
        return frame.set_index("method")

    def test_holm_over_those_that_have_a_p_value(self):
        # All eight agree: p = 2 / 2^8. One of eight, of rank 1, does not: ranks sum to 0 or 1, p = 2 * 2 / 2^8.
        frame = self.across(nft=[-1, -2, -3, -4, -5, -6, -7, -8], ft=[1, -2, -3, -4, -5, -6, -7, -8], eef=[-9, -9, -9])
        self.assertAlmostEqual(frame.loc["nft", "p"], 2 * 2 / 256)
        self.assertAlmostEqual(frame.loc["ft", "p"], 4 / 256)
        self.assertEqual(list(frame.loc[["nft", "ft", "eef"], "verdict"]), ["lower", "lower", "undetermined"])
        self.assertTrue(frame.isna().loc["eef", "p"])
        self.assertEqual(frame.loc["eef", "datasets"], 3)

    def test_five_data_sets_decide_nothing(self):
        frame = self.across(nft=[-1, -2, -3, -4, -5])
        self.assertEqual(frame.loc["nft", "verdict"], "undetermined")

    def test_classifiers_on_one_data_set_are_one_unit(self):
        trials = [errors(method, 1, test=test, dataset=name, arch=arch) for name in self.NAMES
                  for arch, gain in (("ff", 1), ("cnn", 3)) for method, test in (("ct", 50), ("nft", 50 - gain))]
        frame = friendly_sweep.across_datasets(friendly_sweep.paired_differences(selections(trials)))
        self.assertEqual(list(frame["datasets"]), [8])
        self.assertAlmostEqual(frame["mean_difference"][0], -2)

    def test_nothing_to_compare(self):
        self.assertTrue(friendly_sweep.across_datasets([]).empty)


class InterquartileMeanTest(unittest.TestCase):
    def test_by_hand(self):
        # Of eight values the two smallest and the two largest do not count.
        estimate, low, high = friendly_sweep.interquartile_mean([[0, 100], [3, 4], [5, 6], [-50, 7]])
        self.assertEqual(estimate, (3 + 4 + 5 + 6) / 4)
        self.assertTrue(math.isnan(low) and math.isnan(high), "four cells are too few for an interval")

    def test_a_single_run_in_a_cell_allows_no_interval(self):
        self.assertTrue(math.isnan(friendly_sweep.interquartile_mean([[1, 2]] * 20 + [[3]])[1]))

    def test_the_interval_is_as_wide_as_theory_says(self):
        generator = numpy.random.default_rng(0)
        cells = list(generator.normal(0, 1, (400, 3)))
        estimate, low, high = friendly_sweep.interquartile_mean(cells)
        # The asymptotic deviation of a normal sample's mean, trimmed by a quarter at each end: 1.093 / √n.
        self.assertAlmostEqual((high - low) / (2 * 1.96 * 1.093 / math.sqrt(1200)), 1, delta=0.1)
        self.assertTrue(low < estimate < high)

    def test_coverage_is_as_stated(self):
        lowest, highest = (int(digits) / 100 for digits in re.findall(r"\d+", statistics.COVERAGE))
        draws = {"normal": lambda generator, shape: generator.normal(0, 1, shape),
                 "skewed": lambda generator, shape: generator.exponential(1, shape),
                 "heavy tails": lambda generator, shape: generator.standard_t(3, shape)}
        for name, draw in draws.items():
            for count, scatter in ((10, 0), (10, 2), (20, 0), (20, 2)):
                with self.subTest(name, cells=count, scatter_between_cells=scatter):
                    self.assertTrue(lowest <= self.coverage(draw, count, scatter) <= highest)

    def coverage(self, draw, count, scatter, trials=400):
        generator = numpy.random.default_rng(5)
        means = generator.normal(0, scatter, (count, 1))
        many = (means + draw(generator, (4000, count, 3))).reshape(4000, -1)
        truth = stats.trim_mean(many, 0.25, axis=1).mean()
        held = 0
        for seed in range(trials):
            _, low, high = friendly_sweep.interquartile_mean(list(means + draw(generator, (count, 3))), 500, seed)
            held += low <= truth <= high
        return held / trials


if __name__ == "__main__":
    unittest.main()
