"""install_test.py FRIENDLY CMAKE BUILD: installs into a folder of its own and tries what is there: man pages, the
completions of shells, and the program in an empty folder."""

import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys

from program import FRIENDLY, Folder, expect, run

SUBCOMMANDS = ["bench", "compare", "confirm", "data", "export", "merge", "plan", "report", "show", "status", "sweep",
               "tables", "top", "train"]
LINES = ["train", "sweep", "bench", "plan", "status", "tables", "top", "show", "compare", "confirm", "merge", "report",
         "export", "data fetch", "data list", "data make", "data show", "data verify"]


def installed(prefix):
    run([sys.argv[2], "--install", sys.argv[3], "--prefix", str(prefix)])
    expect(run([prefix / "bin/friendly", "--version"]) == run([FRIENDLY, "--version"]), "the program runs")
    share = prefix / "share"
    for name in ("friendly/sweeps/quickstart.toml", "friendly/sweeps/paper.toml", "friendly/sweeps/figure6.toml",
                 "friendly/slurm/sweep.sbatch", "friendly/slurm/paper-tables.sbatch",
                 "friendly/slurm/README.md", "friendly/data/README.md", "friendly/data/embed_wine.py",
                 "doc/friendly/README.md", "doc/friendly/CHANGELOG.md", "doc/friendly/LICENSE"):
        expect((share / name).is_file(), f"{name} is installed")
    pages = [page.name for page in (share / "man/man1").iterdir()]
    expect(sorted(pages) == sorted(["friendly.1"] + [f"friendly-{name}.1" for name in SUBCOMMANDS]), f"pages: {pages}")
    print("installed")
    return share


@functools.lru_cache(maxsize=None)
def options_of(line):
    """The options that --help shows."""
    return set(re.findall(r"^  (?:-\w \[ )?(--[\w-]+)", run([FRIENDLY, *line.split(), "--help"]), re.MULTILINE))


def formatted(page):
    """The page as man shows it, which must have nothing to complain about."""
    shown = subprocess.run(["man", "--warnings", "-l", str(page)], capture_output=True, text=True,
                           env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="1000"))
    expect(shown.returncode == 0 and shown.stderr == "", f"{page.name}: {shown.stderr}")
    return re.sub(".\b", "", shown.stdout)


def read_pages(share):
    if not shutil.which("man"):
        return
    for page in (share / "man/man1").iterdir():
        text = formatted(page)
        words = page.stem.split("-")[1:]
        for line in (line for line in LINES if words and line.split()[0] == words[0]):
            for option in options_of(line):
                expect(re.search(rf"(?<![\w-]){option}\b", text), f"{page.name} describes {option} of {line}")
    print("read the man pages")


class Bash:
    """What bash offers after some words; a request for its own completion of paths is among it."""

    def __init__(self, share):
        self.script = share / "bash-completion/completions/friendly"

    def __call__(self, *words):
        text = f"""source '{self.script}'
                   compopt() {{ echo "$2"; }}
                   COMP_WORDS=(friendly "$@") COMP_CWORD=$#
                   [[ $(complete -p friendly) == *"-F _friendly "* ]] && _friendly
                   printf '%s\\n' "${{COMPREPLY[@]}}" """
        return subprocess.run(["bash", "-c", text, "bash", *words], capture_output=True, text=True,
                              check=True).stdout.split()


class Fish:
    def __init__(self, share):
        self.script = share / "fish/vendor_completions.d/friendly.fish"

    def __call__(self, *words):
        line = " ".join(("friendly", *words))
        shown = subprocess.run(["fish", "--no-config", "-c", f"source '{self.script}'; complete -C '{line}'"],
                               capture_output=True, text=True, check=True)
        expect(shown.stderr == "", shown.stderr)
        return [offer.split("\t")[0] for offer in shown.stdout.splitlines()]


def complete(shell):
    def offers(*words):
        return set(shell(*words))

    expect(offers("") >= set(SUBCOMMANDS), "subcommands")
    expect(offers("s") == {"show", "sweep", "status"}, "subcommands that begin with a letter")
    expect(offers("data", "") == {"fetch", "list", "make", "show", "verify"}, "what data does")
    expect(offers("train", "--method", "") == {"ct", "eef", "ft", "nft"}, "methods")
    expect(offers("train", "-o", "x.h5", "--arch", "c") == {"cnn", "cnn2"}, "classifiers")
    expect(offers("train", "--dataset", "rect") == {"rectangles", "rectangles_image"}, "data sets")
    expect(offers("data", "make", "con") == {"convex"}, "sets that can be made")
    expect(offers("sweep", "a.toml", "--retry", "") == {"failed"}, "what can be retried")
    expect(offers("tables", "a.h5", "--format", "l") == {"latex"}, "formats")
    for line in LINES:
        expect(offers(*line.split(), "--") == options_of(line), f"all options of {line} and no others")


def completed(share):
    bash = Bash(share)
    complete(bash)
    expect(bash("sweep", "") == bash("sweep", "a.toml", "-o", "") == ["default"], "any files")
    expect(bash("data", "make", "--photographs", "") == ["dirnames"], "folders")
    expect(bash("train", "--method", "=", "n") == ["nft"], "a value after =")
    expect(bash("sweep", "a.toml", "--bundle", "") == [], "nothing where a number is wanted")
    print("completed in bash")
    if shutil.which("fish"):
        fish = Fish(share)
        complete(fish)
        pathlib.Path("a.toml").touch()
        expect(fish("sweep", "a") == ["a.toml"] == fish("plan", "x", "-o", "a"), "any files")
        expect(fish("train", "--method=n") == ["--method=nft"], "a value after =")
        pathlib.Path("a.toml").unlink()
        print("completed in fish")
    if shutil.which("zsh"):
        run(["zsh", "-n", share / "zsh/site-functions/_friendly"])


SHAPES = """[defaults]
dataset = "rectangles"
arch = "ff"
method = "ct"
epochs = 3
run = [1, 2, 3, 4]

[[grid]]
name = "ct"
"""


def nothing_unasked():
    """In an empty folder there is afterwards what was asked for, and nothing else."""
    def files():
        return sorted(str(path) for path in pathlib.Path(".").rglob("*") if path.is_file() or not any(path.iterdir()))

    run([FRIENDLY, "data", "list"])
    if pathlib.Path("/usr/share/datasets/fashion-mnist").exists():
        run([FRIENDLY, "data", "verify", "fashion"])
    expect(files() == [], f"looking leaves nothing behind: {files()}")
    run([FRIENDLY, "data", "make", "rectangles", "--n_test", "100"])
    run([FRIENDLY, "data", "verify", "rectangles"])
    data = ["data/rectangles/generated.h5"]
    expect(files() == data, f"the data and no cache of them: {files()}")
    pathlib.Path("a.toml").write_text(SHAPES)
    run([FRIENDLY, "sweep", "a.toml", "-o", "a.h5", "-j", "2", "--bundle", "1", "--checkpoint-interval", "0"])
    left = sorted(["a.toml", "a.h5", "a.h5.journal/000001", *data])
    expect(files() == left, f"a finished sweep leaves its results and their journal: {files()}")
    run([FRIENDLY, "train", "--dataset", "rectangles", "--method", "ct", "--epochs", "2", "--checkpoint", "kept"])
    expect(files() == left, f"a finished training leaves no checkpoints: {files()}")
    print("left nothing that was not asked for")


def main():
    with Folder() as folder:
        share = installed(folder / "prefix")
        read_pages(share)
        work = folder / "work"
        work.mkdir()
        os.chdir(work)
        completed(share)
        nothing_unasked()
        os.chdir("/")


main()
