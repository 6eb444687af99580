"""`friendly sweep --save_classifiers best` keeps the classifiers of the winners, whatever happens to the sweep."""

import pathlib
import shlex

import h5py

from program import FRIENDLY, USAGE, Folder, Sweep, expect, kill, run, status_of, sweep_command, wait_for

SWEEP = """[defaults]
dataset = "two_moons"
arch = "ff"
n_examples = 200
epochs = 40
run = [1, 2, 3]
lr_clf = [1e-3, 1e-4]
[[grid]]
name = "ct"
method = "ct"
[[grid]]
name = "eef"
method = "eef"
ratio_simp = [0.25, 0.5]
"""
KEEP = ("--save_classifiers", "best")


def sweep(output, file, *options):
    """Trains the trials one by one, so that with any LibTorch their classifiers are those of other sweeps."""
    return sweep_command(output, *options, file=file, bundle=1)


def winners(output):
    """From the result file alone: the row of the trial to keep, by the name of its file."""
    with h5py.File(output, "r") as file:
        rows = [dict(zip(file["trials"].dtype.names, row)) for row in file["trials"][:].tolist()]
    settings = {}
    for row in rows:
        setting = row["method"].decode(), row["lr_clf"], row["ratio_simp"]
        settings.setdefault(setting, []).append(row)
    best = {}
    for (method, *_), runs in settings.items():
        error = sum(100 * (1 - row["best_val_acc"]) for row in runs) / len(runs)
        if method not in best or error < best[method][0]:
            best[method] = error, max(runs, key=lambda row: (row["best_val_acc"], -row["run"]))
    return {f"two_moons-ff-{method}.{row['key'].decode()}.pt": row for method, (_, row) in best.items()}


def classifiers(output):
    """The files that are kept and their bytes."""
    return {path.name: path.read_bytes() for path in pathlib.Path(f"{output}.classifiers").glob("*")}


def expect_winners(output):
    kept = classifiers(output)
    expect(kept.keys() == winners(output).keys(), f"{sorted(kept)} instead of {sorted(winners(output))}")
    return kept


def advice(said):
    """The commands that train the missing classifiers."""
    return [shlex.split(line) for line in said.splitlines() if " --save_classifier " in line]


def winners_are_kept(folder, file):
    output, alone = folder / "kept.h5", folder / "alone.pt"
    said = run(sweep(output, file, *KEEP))
    expect(f"classifiers: {output}.classifiers" in said and not advice(said), said)
    kept = expect_winners(output)
    for name, row in winners(output).items():
        settings = [f"--{column}={row[column].decode() if isinstance(row[column], bytes) else row[column]}"
                    for column in ("method", "dataset", "arch", "run", "n_examples", "epochs", "lr_clf")]
        if row["method"] == b"eef":
            settings.append(f"--ratio_simp={row['ratio_simp']}")
        run([FRIENDLY, "train", *settings, "--save_classifier", str(alone), "--force"])
        expect(alone.read_bytes() == kept[name], f"{name} differs from a classifier that was trained alone")
    print("the winners' classifiers are kept, and no others")
    return kept


def a_killed_sweep_ends_with_the_same(folder, file, expected):
    output = folder / "killed.h5"
    running = Sweep(output, *KEEP, file=file, bundle=1)
    wait_for(lambda: running.ended() or status_of(output)["ended"] > 0, "a trial to end")
    kill([running.process.pid])
    running.wait()
    run(sweep(output, file, *KEEP, "-j", 2))
    expect(classifiers(output) == expected, "other classifiers after a kill")
    run(sweep(output, file, *KEEP))
    expect(classifiers(output) == expected, "other classifiers after a start that has nothing to do")
    print("a killed sweep ends with the same classifiers")


def a_sweep_grows(folder, file):
    output = folder / "kept.h5"
    before = classifiers(output)
    file.write_text(SWEEP.replace("1e-4]", "1e-4, 1e-2]"))
    said = run(sweep(output, file, *KEEP, "--add"))
    names = winners(output).keys()
    expect(classifiers(output).keys() == names and not advice(said), said)
    expect(names != before.keys(), "a point that was added is better")
    file.write_text(SWEEP)
    said = run(sweep(output, file, *KEEP, "--add"))
    lost = before.keys() - classifiers(output).keys()
    expect(lost and len(advice(said)) == len(lost), f"what is missing is said:\n{said}")
    run(sweep(output, file, *KEEP, "--restart"))
    expect(classifiers(output) == before, "a new start trains them")
    expect(pathlib.Path(f"{output}.previous.1.classifiers").is_dir(), "the old ones are put aside")
    print("a sweep that grows keeps its new winners")


def without_the_option_there_are_none(folder, file, expected):
    output = folder / "without.h5"
    run(sweep(output, file))
    expect(not pathlib.Path(f"{output}.classifiers").exists(), "nothing is written without the option")
    said = run(sweep(output, file, *KEEP))
    expect("2 of 2 winners have no classifier" in said and len(advice(said)) == 2, said)
    for command in advice(said):
        run(command)
    said = run(sweep(output, file, *KEEP))
    expect(classifiers(output) == expected and not advice(said), f"the advice makes up for it:\n{said}")
    said = run(sweep(output, file, "--save_classifiers", "all"), status=USAGE)
    expect("write --save_classifiers best" in said, said)
    print("a sweep without the option says how to get them")


def the_folder_is_probed(folder, file):
    output = folder / "blocked.h5"
    pathlib.Path(f"{output}.classifiers").write_text("a file")
    said = run(sweep(output, file, *KEEP), status=USAGE)
    expect(f"{output}.classifiers" in said and not output.exists(), f"it is refused before training:\n{said}")
    print("a folder that cannot be written is refused at once")


def main():
    with Folder() as folder:
        file = folder / "sweep.toml"
        file.write_text(SWEEP)
        kept = winners_are_kept(folder, file)
        a_killed_sweep_ends_with_the_same(folder, file, kept)
        without_the_option_there_are_none(folder, file, kept)
        the_folder_is_probed(folder, file)
        a_sweep_grows(folder, file)


main()
