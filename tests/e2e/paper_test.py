"""The paper's sweep in small: absent data sets are left out and said to be, the rest is trained, and the tables show
every cell. Once the data are there, the same command trains what was left out."""

import csv
import io
import json
import pathlib
import sys

import h5py

from program import ALL_DONE, ENVIRONMENT, FRIENDLY, USAGE, Folder, examples_in, expect, run, status_of

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SWEEPS = PROJECT / "sweeps"
PHOTOGRAPHS = pathlib.Path("/usr/lib/python3/dist-packages/skimage/data")  # of Debian's python3-skimage
MIXED = """include = "part.toml"
[[grid]]
name = "moons"
dataset = "two_moons"
method = ["ct", "nft"]
arch = "ff"
simplifier = "ff"
epochs = 50
run = [1, 2]
"""
PART = """[[grid]]
name = "convex"
dataset = "convex"
method = ["ct", "eef"]
arch = "ff"
epochs = 50
run = [1, 2]
"""


def make(data, name, n_test=200):
    run([FRIENDLY, "data", "make", name, "--n_test", str(n_test), "--data", str(data)])


def trials(output):
    with h5py.File(output, "r") as file:
        return file["trials"][:], dict(file.attrs)


def absent_data(folder):
    data, file, output = folder / "data", folder / "mixed.toml", folder / "mixed.h5"
    file.write_text(MIXED)
    (folder / "part.toml").write_text(PART)
    small = ["--data", str(data), "--set", "epochs=2", "--set", "n_train=200"]
    sweep = [FRIENDLY, "sweep", str(file), "-o", str(output), *small]

    said = run([*sweep, "--set", "dataset=convex"], status=USAGE)
    expect("the data set convex was not found" in said and not output.exists(), f"nothing can be trained:\n{said}")
    said = run([FRIENDLY, "plan", str(file), "--no-measure", *small])
    expect("no data: convex for 4 points" in said and "8 points" in said, said)
    said = run(sweep)
    expect(said.startswith("no data: convex for 4 points"), f"what is absent comes first:\n{said}")
    expect("4/8 done" in said and "4 trials not trained for want of data" in said, said)
    rows, attributes = trials(output)
    expect(set(rows["dataset"]) == {b"two_moons"} and len(rows) == 4, "the rest is trained")
    expect(set(rows["epochs"]) == {2}, "--set replaces the file's value")
    expect(attributes["overrides"] == "epochs = 2\nn_train = 200\n", f"recorded: {attributes['overrides']}")
    expect(PART in attributes["sweep_text"] and MIXED in attributes["sweep_text"], "both files are recorded")
    seen = status_of(output)
    expect(seen["no_data"] == 4 and seen["waiting"] == 0, f"{seen}")
    table = run([FRIENDLY, "tables", str(output), "--table1"])
    expect("no data" in table and "failed" not in table.split("Cells")[0], table)

    make(data, "convex")
    said = run(sweep)
    expect("no data" not in said and "8/8 done" in said, f"the same command trains the rest:\n{said}")
    rows, attributes = trials(output)
    expect(sorted(rows["dataset"]) == [b"convex"] * 4 + [b"two_moons"] * 4, "every point has its row")
    expect(json.loads(attributes["points_without_data"]) == {}, "nothing is absent any more")
    said = run([*sweep, "--set", "epochs=3"], status=USAGE)
    expect("values of --set" in said, f"other values make another sweep:\n{said}")
    print("absent data sets are left out until they are there")


def paper_in_small(folder):
    data, output = folder / "data", folder / "paper.h5"
    make(data, "rectangles")
    if PHOTOGRAPHS.exists():
        make(data, "rectangles_image")
    else:
        print("python3-skimage is not installed: no set that is made from photographs")
    run([FRIENDLY, "sweep", str(SWEEPS / "paper-small.toml"), "-o", str(output), "-j", "2", "--data", str(data)],
        limit=3000)
    rows, _ = trials(output)
    expect(set(rows["status"]) == {b"done"}, f"statuses: {set(rows['status'])}")
    for number, cells in ((1, 80), (2, 12)):
        text = run([FRIENDLY, "tables", str(output), f"--table{number}", "--format", "csv"])
        table = list(csv.DictReader(io.StringIO(text)))
        expect(len(table) == cells, f"every cell of Table {number}: {len(table)}")
        present = {row["dataset"].encode() for row in table} & set(rows["dataset"])
        for row in table:
            state = "value" if row["dataset"].encode() in present else "no data"
            expect(row["state"] == state, f"{row}")
            expect((row["standard_errors"] != "") == (state == "value"), f"{row}")
    for arguments in (["--rows", "method", "--columns", "noisy_labels", "--where", "arch=ff2", "--where",
                       "dataset=convex"], ["--table1", "--format", "latex"], ["--table2", "--format", "json"]):
        run([FRIENDLY, "tables", str(output), *arguments], status=ALL_DONE)
    print("the paper's tables in small")
    methods = {row["key"].decode(): row["method"].decode() for row in rows}
    logged = {group: {methods[name.split("/")[1]] for name in examples_in(output) if name.startswith(group)}
              for group in ("images", "points", "boundaries")}
    expect(logged == dict.fromkeys(logged, {"ct", "ft", "nft"}), f"examples of every method: {logged}")
    figures = ["decision_boundaries", "simplified_images"]
    said = run([sys.executable, "-B", "-m", "friendly_sweep.figures", str(output), "-o", str(folder / "figures"),
                *(option for name in figures for option in ("--only", name))],
               environment={**ENVIRONMENT, "PYTHONPATH": str(PROJECT / "analysis")})
    expect(said.split() == [str(folder / "figures" / f"{name}.png") for name in figures], said)
    print("the paper's figures of logged examples")


def main():
    with Folder() as folder:
        absent_data(folder)
        paper_in_small(folder)


main()
