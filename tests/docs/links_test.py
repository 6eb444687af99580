"""links_test.py ROOT: checks that what documents and comments refer to exists: relative links, files in backquotes, and
sections cited as a page and a title."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
FOLDERS = "src|tests|docs|scripts|slurm|sweeps|cmake|data"
faults = []


def titles(page):
    return {re.sub(r"[`*]", "", line.lstrip("# ").strip()) for line in page.read_text().splitlines()
            if line.startswith("#")}


def check_page(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target and not (page.parent / target).exists():
            faults.append(f"{page}: the link to {target} is broken")
    for name in re.findall(rf"`((?:{FOLDERS})/[\w./-]+\.\w+)`", text):
        # The reader's own sweep file and files that the program writes need not exist.
        if not (root / name).exists() and not name.startswith("data/cache") and name != "sweeps/mine.toml":
            faults.append(f"{page}: {name} does not exist")


def check_references(file):
    text = re.sub(r"\n\s*(///|//|#)\s*", " ", file.read_text(errors="replace"))
    for page, title in re.findall(r'(docs/[\w-]+\.md), "([^"]+)"', text):
        if not (root / page).exists():
            faults.append(f"{file}: {page} does not exist")
        elif title not in titles(root / page):
            faults.append(f"{file}: {page} has no section \"{title}\"")


pages = [page for page in root.glob("*.md")] + [page for folder in ("docs", "data", "slurm", "tests")
                                                 for page in (root / folder).rglob("*.md")]
for page in pages:
    check_page(page)
for folder in ("src", "tests", "scripts", "slurm"):
    for file in (root / folder).rglob("*"):
        if file.suffix in (".cpp", ".hpp", ".py", ".txt", ".sbatch", "") and file.is_file() and "corpus" not in file.parts:
            check_references(file)
print("\n".join(faults))
sys.exit(1 if faults else 0)
