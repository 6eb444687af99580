"""The lines that the documents show do run."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import result_files

ROOT = pathlib.Path(__file__).parents[2]


class ReadmeTest(unittest.TestCase):
    def test_from_a_file_to_a_plot(self):
        for page in ("README.md", "analysis/README.md"):
            (lines,) = re.findall(r"(?:^    .*\n)*^    .*savefig.*\n", (ROOT / page).read_text(encoding="utf-8"), re.M)
            with self.subTest(page), tempfile.TemporaryDirectory() as folder:
                self.assertEqual(lines.count("\n"), 5)
                os.mkdir(f"{folder}/results")
                result_files.sample(f"{folder}/results/quickstart.h5")
                subprocess.run([sys.executable, "-B", "-c", lines.replace("    ", "")], check=True, cwd=folder,
                               env=dict(os.environ, MPLBACKEND="Agg"))
                self.assertTrue(os.path.getsize(f"{folder}/quickstart.png"))


if __name__ == "__main__":
    unittest.main()
