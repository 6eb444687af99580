"""Analysis of variance against statsmodels, and on noise alone."""
import itertools
import unittest

import numpy
import statsmodels.api
from statsmodels.formula.api import ols

from friendly_sweep import NotApplicable, importance
from friendly_sweep.importance import INTERACTIONS, RESIDUAL
from selection_test import loaded
from result_files import errors

BETAS, RATES, RATIOS = (100.0, 500.0, 1000.0), (1e-5, 1e-4), (0.25, 0.5, 0.85)


def grid(response, runs=3):
    """Trials of a full grid; `response(beta, rate, ratio, run)` is the validation error."""
    points = itertools.product(BETAS, RATES, RATIOS, range(runs))
    return loaded([errors(beta_simp=beta, lr_simp=rate, ratio_simp=ratio, run=run, val=response(beta, rate, ratio, run))
                   for beta, rate, ratio, run in points]).trials


PLAIN = grid(lambda *point: 30)


def noise(seed):
    return PLAIN.assign(val_error=30 + numpy.random.default_rng(seed).normal(size=len(PLAIN)))


class ImportanceTest(unittest.TestCase):
    def test_sums_of_squares_as_statsmodels_has_them(self):
        generator = numpy.random.default_rng(3)
        trials = grid(lambda beta, rate, ratio, run: beta / 500 + 2 * (ratio > 0.3) * (rate > 5e-5) + generator.normal())
        table = importance(trials).table
        formula = "val_error ~ C(beta_simp) * C(lr_simp) * C(ratio_simp)"
        theirs = statsmodels.api.stats.anova_lm(ols(formula, trials).fit())
        for name in ("beta_simp", "lr_simp", "ratio_simp"):
            self.assertAlmostEqual(table.loc[name, "sum_of_squares"], theirs.loc[f"C({name})", "sum_sq"])
            self.assertEqual(table.loc[name, "degrees"], theirs.loc[f"C({name})", "df"])
        interactions = theirs[theirs.index.str.contains(":")]
        self.assertAlmostEqual(table.loc[INTERACTIONS, "sum_of_squares"], interactions["sum_sq"].sum())
        self.assertEqual(table.loc[INTERACTIONS, "degrees"], interactions["df"].sum())
        self.assertAlmostEqual(table.loc[RESIDUAL, "sum_of_squares"], theirs.loc["Residual", "sum_sq"])
        self.assertEqual(table.loc[RESIDUAL, "degrees"], theirs.loc["Residual", "df"])
        self.assertAlmostEqual(table["share"].sum(), 1)
        plain = theirs.loc[["C(lr_simp)", "C(ratio_simp)", "C(beta_simp)"], "PR(>F)"].to_numpy()
        holm = statsmodels.stats.multitest.multipletests(plain, method="holm")[1]
        numpy.testing.assert_allclose(table.loc[["lr_simp", "ratio_simp", "beta_simp"], "p"].astype(float), holm)

    def test_names_what_matters(self):
        generator = numpy.random.default_rng(4)
        found = importance(grid(lambda beta, rate, ratio, run: 20 + 4 * (rate > 5e-5) + generator.normal()))
        self.assertEqual(found.winner, "lr_simp")
        self.assertGreater(found.table.loc["lr_simp", "share"], 0.5)

    def test_names_no_winner_on_noise(self):
        named = [importance(noise(seed)).winner for seed in range(100)]
        self.assertLessEqual(sum(name is not None for name in named), 1)  # Holm's level is 0.01
        self.assertEqual(named[:20], [None] * 20)

    def test_says_why_it_is_undetermined(self):
        full = noise(0)
        for trials, why in ((full[1:], "different runs"), (full[3:], "17 of the 18 combinations"),
                            (full[full["run"] == 0], "one run"), (full[:3], "only one setting")):
            with self.assertRaisesRegex(NotApplicable, why):
                importance(trials)


if __name__ == "__main__":
    unittest.main()
