"""Our numbers beside the paper's, on planted results."""
import math
import unittest

from friendly_sweep import published, select
from selection_test import loaded
from result_files import errors


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


if __name__ == "__main__":
    unittest.main()
