"""Outputs are checked before any work, and nothing that exists is replaced without a word."""

import pathlib

import h5py

from program import FRIENDLY, USAGE, Folder, expect, run, sweep_command

TRIAL = ["--dataset", "two_moons", "--method", "ct", "--arch", "ff", "--n_examples", "200", "--epochs", "2"]
SMALL = """[[grid]]
dataset = "two_moons"
method = "ct"
n_examples = 200
epochs = 2
"""


def train(*options):
    return [FRIENDLY, "train", *TRIAL, *map(str, options)]


def content(folder):
    """Every file below `folder` with its bytes, and every folder."""
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def refused(folder, command, *words):
    """Expects the command to be refused before it trains anything, and to leave everything as it was."""
    before = content(folder)
    output = run(command, status=USAGE)
    for word in words:
        expect(str(word) in output, f"the refusal does not name {word}:\n{output}")
    expect("epoch" not in output and "trials/h" not in output, f"nothing is trained:\n{output}")
    expect(content(folder) == before, f"{' '.join(command)} changed something")


def results_are_not_replaced(folder):
    file, swept, trained = folder / "small.toml", folder / "swept.h5", folder / "trained.h5"
    file.write_text(SMALL)
    run(sweep_command(swept, file=file))
    for force in ([], ["--force"]):
        refused(folder, train("-o", swept, *force), swept, "belongs to a sweep")
    said = run(train("-o", trained))
    expect(said.startswith("training ff on two_moons by ct, 2 epochs\n"), f"the setting comes first:\n{said}")
    refused(folder, train("-o", trained), trained, "--force")
    refused(folder, sweep_command(trained, file=file), trained, "has no journal")
    run(train("-o", trained, "--force", "--run", 7))
    with h5py.File(trained, "r") as results:
        expect(results["trials"]["run"].tolist() == [7], "--force replaces the result file")
    for force in ([], ["--force"]):
        refused(folder, train("-o", file, *force), file, "exists already")
    print("train replaces only its own result file, with --force")


def classifiers_and_pictures_are_not_replaced(folder):
    file, classifier, picture = folder / "small.toml", folder / "kept.pt", folder / "kept.png"
    show = [FRIENDLY, "data", "show", "rectangles", "--data", str(folder), "--out"]
    run([FRIENDLY, "data", "make", "rectangles", "--n_test", "20", "--seed", "3", "--data", str(folder)])
    run(train("--save_classifier", classifier))
    run([*show, str(picture)])
    for command, path in ((train("--save_classifier"), classifier), (show, picture)):
        refused(folder, [*command, str(path)], path, "--force")
        refused(folder, [*command, str(file), "--force"], file, "it is not a ")
        run([*command, str(path), "--force"])
    refused(folder, train("--load_classifier", folder / "absent.pt"), "there is no such file")
    print("train and data show replace only files of their own kind, with --force")


def places_are_probed(folder):
    file = folder / "small.toml"  # a regular file, in which no other can be
    for place in (file / "x.h5", file / "a" / "x.h5", pathlib.Path("/proc/x.h5"), pathlib.Path("/proc/a/x.h5")):
        for option in ("-o", "--save_classifier", "--checkpoint"):
            refused(folder, train(option, place), "(", "): name another place")
        refused(folder, sweep_command(place, file=file), "): name another place")
    refused(folder, train("-o", folder), folder, "not a regular file")
    refused(folder, [FRIENDLY, "data", "show", "two_moons", "--out", str(file / "x.png")], file / "x.png")
    refused(folder, [FRIENDLY, "export", str(folder / "swept.h5"), "--csv", str(file)], file)
    refused(folder, [FRIENDLY, "export", str(folder / "swept.h5"), "--csv", "/proc/a"], "/proc/a")
    run(train("-o", folder / "new" / "a.h5", "--save_classifier", folder / "new" / "models" / "a.pt"))
    expect((folder / "new" / "models" / "a.pt").exists(), "folders of outputs are created")
    print("places that cannot be written are refused at once")


def data_sets_are_not_replaced(folder):
    make = [FRIENDLY, "data", "make", "rectangles", "--n_test", "20", "--data", str(folder)]
    run([*make, "--seed", "3"])
    refused(folder, [*make, "--seed", "4"], folder / "rectangles" / "generated.h5", "seed 3", "--force")
    run([*make, "--seed", "3"])
    run([*make, "--seed", "4", "--force"])
    expect("seed 4" in run([FRIENDLY, "data", "verify", "rectangles", "--data", str(folder)]), "--force replaces it")
    print("data make replaces another set only with --force")


def main():
    with Folder() as folder:
        results_are_not_replaced(folder)
        classifiers_and_pictures_are_not_replaced(folder)
        places_are_probed(folder)
        data_sets_are_not_replaced(folder)


main()
