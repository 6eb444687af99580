"""plan, bench, status and export of the real program, compared with what h5py and the csv module read."""

import csv
import json
import pathlib
import signal
import subprocess

import h5py

from program import (ALL_DONE, FRIENDLY, INTERRUPTED, MPIRUN, SWEEP, USAGE, Folder, Sweep, examples_in, expect, kill,
                     run, status_of, sweep_command, wait_for)

LONG = pathlib.Path(__file__).with_name("long.toml")


def status_while_running(folder):
    output = folder / "running.h5"
    sweep = Sweep(output, "-j", "2")
    wait_for(lambda: sweep.ended() or status_of(output)["ended"] > 10, "some trials")
    seen = status_of(output)
    expect(seen["points"] == 60, "all points are counted")
    expect(seen["ended"] + len(seen["running"]) + seen["waiting"] == 60, "every trial is ended, running or waiting")
    expect(sweep.wait() == ALL_DONE, "reading does not disturb the sweep")
    seen = status_of(output)
    expect(seen["ended"] == seen["by_status"]["done"] == 60 and not seen["running"], "all have ended")
    expect(set(seen["utilisation"]) <= {"1", "2"}, "two ranks trained")
    expect(all(0 < share <= 1 for share in seen["utilisation"].values()), "utilisations are shares of the time")
    print("status of a running and of a finished sweep")
    return output


def watched(folder):
    output = folder / "watched.h5"
    watch = subprocess.Popen([FRIENDLY, "status", str(output), "--watch", "--json"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    expect(watch.stderr.readline() == f"waiting for {output}\n", "it waits for a sweep that has not begun")
    sweep = Sweep(output, "-j", "2", file=LONG)
    first = json.loads(watch.stdout.readline())
    expect(first["is_running"] and first["points"] > first["ended"], f"it sees the sweep: {first}")
    kill([sweep.process.pid], signal.SIGTERM)
    sweep.wait()
    *_, last = watch.communicate(timeout=60)[0].splitlines()
    expect(watch.returncode == INTERRUPTED and not json.loads(last)["is_running"], f"it ends with the sweep: {last}")
    run(sweep_command(output, file=LONG))
    run([FRIENDLY, "status", str(output), "--watch"])
    print("status --watch waits for a sweep and ends with it")


def exported(folder, output):
    run([FRIENDLY, "export", str(output), "--csv", str(folder / "csv")])
    for name in ("trials", "epochs"):
        with open(folder / "csv" / f"{name}.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        with h5py.File(output, "r") as file:
            table = file[name][:]
        expect(list(rows[0]) == list(table.dtype.names), f"{name}: the same columns")
        expect(len(rows) == len(table), f"{name}: the same rows")
        for column in table.dtype.names:
            for cell, value in zip((row[column] for row in rows), table[column]):
                if table.dtype[column].kind == "f":
                    expect((cell == "" and value != value) or float(cell) == value, f"{name}/{column}: {cell}")
                elif table.dtype[column].kind == "S":
                    expect(cell == value.decode(), f"{name}/{column}: {cell}")
    export = [FRIENDLY, "export", str(output), "--csv", str(folder / "csv")]
    expect("--force" in run(export, status=USAGE), "tables are not replaced unasked")
    run([*export, "--force"])
    print("export equals what h5py reads")


def planned(folder, output):
    text = run([FRIENDLY, "plan", str(SWEEP), "--bundle", "2", "--ranks", "4", "--no-measure"])
    expect("60 points; " in text, text)
    expect("done: 0 points" in text and "on 4 training ranks" in text, text)
    text = run([FRIENDLY, "plan", str(SWEEP), "--bundle", "2", "--ranks", "4", "-o", str(output)])
    expect("done: 60 points; left: 0 bundles" in text, text)
    text = run([FRIENDLY, "plan", str(SWEEP), "-j", "2"])
    expect("measured" in text and "on 2 training ranks" in text, text)
    grown, other, trained = folder / "grown.toml", folder / "other.toml", folder / "trained.h5"
    grown.write_text(SWEEP.read_text() + '\n[[grid]]\nname = "more"\nmethod = "ct"\nlr_clf = 0.5\n')
    text = run([FRIENDLY, "plan", str(grown), "--bundle", "2", "-o", str(output), "--no-measure"])
    expect("needs --add" in text and "done: 60 points" in text, text)
    text = run([FRIENDLY, "plan", str(grown), "--bundle", "2", "-o", str(output), "--no-measure", "--add"])
    expect("needs --add" not in text and "done: 60 points; left: 5 bundles" in text, text)
    other.write_text(SWEEP.read_text().replace("\nepochs = ", "\nepochs = 1"))
    text = run([FRIENDLY, "plan", str(other), "--bundle", "2", "-o", str(output), "--no-measure"], status=USAGE)
    expect("belongs to another sweep" in text, text)
    run([FRIENDLY, "train", "--dataset", "two_moons", "--method", "ct", "--arch", "ff", "--epochs", "1", "-o",
         str(trained)])
    text = run([FRIENDLY, "plan", str(SWEEP), "-o", str(trained)], status=USAGE)
    expect("is not a sweep's" in text, text)
    print("plan before and after")


def benched():
    bench = [FRIENDLY, "bench", "--dataset", "two_moons", "--arch", "ff", "--simplifier", "ff", "--hidden", "8,2",
             "--seconds", "1", "--bundle", "3", "--bundle", "1"]
    rows = list(csv.DictReader(run([*bench, "--format", "csv"]).splitlines()))
    expect([(row["method"], row["replicas"]) for row in rows] ==
           [(method, size) for method in ("ct", "eef", "ft", "nft") for size in "13"], f"every method and size: {rows}")
    for row in rows:
        expect(float(row["step"]) > 0 and float(row["trials_per_hour"]) > 0, f"times: {row}")
        expect((float(row["iteration"]) > 0) == (row["method"] == "ft"), f"FT alone has iterations: {row}")
        expect((float(row["pass_step"]) > 0) == (row["method"] == "nft"), f"NFT alone trains a simplifier: {row}")
    text = run([*bench, "--method", "ct"])
    expect("| ct " in text and "| nft" not in text and "ct × ff: --bundle " in text, text)
    expect("--bundle none" in run([*bench, "--bundle", "none"], status=USAGE), "a size that is none")
    # To rank 0 mpirun's pipe looks like a terminal.
    text = run([*MPIRUN, "-n", "2", *bench, "--method", "ct", "--format", "markdown"])
    expect(text.count("| ct ") == 2 and "trials/h for all 2 ranks" in text, f"one table for both ranks: {text}")
    print("bench")


def read_and_merged(folder, output):
    """The sweep in two halves, merged: the tables of the whole."""
    halves = [folder / "first.h5", folder / "second.h5"]
    for half, runs in zip(halves, ("run=1,2,3", "run=3,4,5")):
        run(sweep_command(half, "--set", runs))
    merged = folder / "merged.h5"
    merge = [FRIENDLY, "merge", str(halves[0]), str(halves[1]), "-o", str(merged)]
    expect("60 trials, from 36 and 36" in run(merge), "the third run is in both halves")
    expect("--force" in run(merge, status=USAGE), "a result file is not replaced unasked")
    text = run([FRIENDLY, "compare", str(merged), str(output)])
    expect("60 trials in common, 0 of which differ" in text, text)
    tables = [run([FRIENDLY, "tables", str(file), "--format", "csv"]) for file in (merged, output)]
    expect(sorted(tables[0].splitlines()) == sorted(tables[1].splitlines()), "the merged file has the same tables")

    best = list(csv.DictReader(run([FRIENDLY, "top", str(output), "-n", "2", "--format", "csv"]).splitlines()))
    expect([row["rank"] for row in best] == ["1", "2"] * 3, f"two of each method: {best}")
    text = run([FRIENDLY, "show", str(output), best[0]["key"][:12]])
    expect(f"trial {best[0]['key']}," in text and "validation error %" in text and "epoch" in text, text)
    expect("there is no trial" in run([FRIENDLY, "show", str(output), "x"], status=USAGE), "a key that is none")
    expect(examples_in(merged) == examples_in(output), "merging keeps what was logged")
    expect(len(examples_in(merged)) == 20, "points and boundaries of ten trials")
    print("top, show, compare and merge")


def main():
    with Folder() as folder:
        output = status_while_running(folder)
        read_and_merged(folder, output)
        watched(folder)
        exported(folder, output)
        planned(folder, output)
        benched()


main()
