"""The report: one page, complete without JavaScript, that asks the network for nothing."""
import html.parser
import re
import subprocess
import sys
import unittest

import result_files
from friendly_sweep import UserError, best_settings, figures, load, report
from friendly_sweep.report_tables import trials_table
from result_files import errors

VOID = {"meta", "img", "link", "br", "input"}


class Page(html.parser.HTMLParser):
    """Its elements, the text of its tables by section, and whether elements are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.tables, self.texts, self.section = [], [], {}, {}, None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.section = attributes["id"]
        if tag == "tr":
            self.tables.setdefault(self.section, []).append([])
        if tag in ("td", "th"):
            self.tables[self.section][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.texts[self.section] = self.texts.get(self.section, "") + data
        if self.open and self.open[-1] in ("td", "th"):
            self.tables[self.section][-1][-1] += data


class ReportTest(result_files.SampleTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = report.render(cls.results)
        cls.page = Page(cls.text)

    def test_it_is_well_formed(self):
        self.assertEqual(self.page.open, [])
        self.assertTrue(self.text.startswith("<!doctype html>"))

    def test_nothing_is_loaded_from_elsewhere(self):
        for tag, attributes in self.page.elements:
            self.assertNotIn(tag, ("link", "iframe", "object", "embed"))
            for name in ("src", "href", "srcset", "data", "action"):
                self.assertRegex(attributes.get(name) or "#", r"^(#|data:image/png;base64,)")
        self.assertNotRegex(self.text, r"url\(|@import|fetch\(|XMLHttpRequest|https?://")

    def test_the_best_settings_are_those_of_the_table(self):
        titles, *rows = self.page.tables["tables"]
        table = best_settings(self.results.trials)
        self.assertEqual([row[titles.index("test error %")] for row in rows[:-1]],
                         [f"{row.test_error:.2f} ± {row.test_error_std:.2f}" for row in table.itertuples()][:-1])
        self.assertEqual(rows[-1][titles.index("test error %")], "–")
        self.assertEqual([row[titles.index("best setting")] or "–" for row in rows[:-1]],
                         list(table["best_setting"].replace("", "–"))[:-1])

    def test_published_numbers_stand_beside_ours(self):
        (row,) = [row for row in self.page.tables["published"] if row[:3] == ["ff", "convex", "ct"]]
        self.assertEqual(row[3], "33.91 ± 0.44")
        self.assertIn("78 of 80 cells are missing", self.page.texts["published"])

    def test_statistics_are_cautious(self):
        pairs = [row for row in self.page.tables["statistics"] if row[1:3] == ["nft", "ct"]]
        self.assertEqual([row[-2:] for row in pairs], [["–", "undetermined"]] * 2)
        text = self.page.texts["statistics"]
        self.assertIn("interval undetermined", text)
        self.assertNotRegex(text, r"\*|significan")

    def test_every_trial_is_there(self):
        titles, *rows = self.page.tables["trials"]
        self.assertEqual([row[titles.index("key")] for row in rows], list(self.results.trials["key"]))
        self.assertEqual(rows[0][titles.index("beta_simp")], "–", "CT has no simplifier")

    def test_a_trial_that_left_its_race_untrained_was_nowhere(self):
        reason = "left after run 1, place 2 of 2 (mean validation error 7.00 %); 1 went on"
        trials = load(result_files.write(self.folder / "race.h5", [
            errors("ct", rank=1), {"method": "nft", "status": "pruned", "best_epoch": -1, "epochs_done": 0,
                                   "reason": reason}])).trials
        table = trials_table(trials)
        trained, left = (dict(zip(table.titles, row)) for row in table.rows)
        self.assertEqual((trained["rank"], trained["best epoch"], trained["reason"]), ("1", "1", "–"))
        self.assertEqual([left[title] for title in ("best epoch", "seconds", "rank", "reason")], ["–", "–", "–", reason])

    def test_failures_have_their_reasons(self):
        self.assertIn(["failed", "out of <memory> & time", "convex", "ff", "ft", "1"], self.page.tables["failures"])

    def test_every_figure_is_there_or_its_absence_explained(self):
        shown = [attributes["id"] for tag, attributes in self.page.elements if tag == "figure"]
        self.assertEqual(shown, [f"figure-{name}" for name in figures.FIGURES])
        self.assertTrue(all(attributes["alt"] for tag, attributes in self.page.elements if tag == "img"))

    def test_environment_and_how_to_reproduce(self):
        self.assertIn(["SHA-256", self.results.digest], self.page.tables["environment"])
        self.assertIn(self.results.attributes["sweep_text"], self.page.texts["reproduce"])
        self.assertIn(self.results.attributes["command_line"], self.page.texts["reproduce"])

    def test_wide_content_scrolls_in_its_own_container(self):
        depth, inside = 0, []
        for part in re.findall(r'<div class="scroll">|</div>|<table|<img', self.text):
            depth += {"</div>": -1, '<div class="scroll">': 1}.get(part, 0)
            if part in ("<table", "<img"):
                inside.append(depth)
        self.assertEqual(set(inside), {1})

    def test_the_same_results_give_the_same_page(self):
        page = self.folder / "page.html"
        subprocess.run([sys.executable, "-B", "-W", "error::UserWarning", "-m", "friendly_sweep.report",
                        self.results.path, "-o", page], check=True, capture_output=True)
        self.assertTrue(page.read_bytes() == self.text.encode())

    def test_only_a_report_is_replaced(self):
        other = self.folder / "other.html"
        other.write_text("<p>mine</p>")
        with self.assertRaisesRegex(UserError, "exists already"):
            report.write(self.results, other)
        self.assertEqual(other.read_text(), "<p>mine</p>")
        with self.assertRaisesRegex(UserError, "cannot write"):
            report.write(self.results, other / "x.html")

    def test_results_without_a_single_number(self):
        for trials in ([], [errors("ct", 1, status="failed", reason="no memory")]):
            path = result_files.write(self.folder / "nothing.h5", trials)
            page = Page(report.render(load(path)))
            self.assertEqual(len(page.tables["trials"]), 1 + len(trials))


if __name__ == "__main__":
    unittest.main()
