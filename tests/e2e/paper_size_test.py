"""Sweeps of the paper's networks, methods and kinds of data, 8 trials an array, whose evaluations take longer than a
rank may be silent: all of them end well, and so does a sweep that loses a worker and then rank 0 in an evaluation.

Training is cut to a few examples. Evaluations are as large as six minutes on two slow cores allow: ff is evaluated on
52 000 images of 28 x 28 (2 000 for validation, 50 000 for testing), on CIFAR-10's 20 000 and on 31 000 wines, ff2 on the
wines' embeddings; but cnn on 25 000 images, cnn2 on 5 000 and resnet on 64.
"""

import os
import pathlib

import h5py
import numpy

from program import (ALL_DONE, INTERRUPTED, Folder, Sweep, expect, journal_trials, keys_in, kill, ranks_at_work,
                     wait_for)
from paper_data import make_all

RUNS = "run = [1, 2, 3, 4, 5, 6, 7, 8]"
EVERYTHING = f"""[defaults]
epochs = 1
n_train = 64
{RUNS}
[[grid]]
name = "kinds of data"
dataset = ["convex", "cifar10", "wine", "winedr"]
arch = "ff"
method = ["ct", "eef", "ft"]
[[grid]]
name = "ff2"
dataset = "winedr"
arch = "ff2"
method = "nft"
simplifier = "ff"
[[grid]]
name = "cnn"
dataset = "mnist_back_image"
arch = "cnn"
method = "nft"
n_filters_base = 4
[[grid]]
name = "cnn2"
dataset = "mnist_rot"
arch = "cnn2"
method = "eef"
[[grid]]
name = "resnet"
dataset = "rectangles"
arch = "resnet"
method = "ct"
n_train = 8
batch_size = 8
"""
# Two arrays, one for each rank. An epoch is a step on one image, then the evaluation of 64: who trains, evaluates.
EVALUATIONS = f"""[defaults]
dataset = "rectangles"
arch = "resnet"
method = "ct"
epochs = 3
n_train = 1
batch_size = 1
{RUNS}
[[grid]]
name = "first"
lr_clf = 0.1
[[grid]]
name = "second"
lr_clf = 0.01
"""
OPTIONS = ("-j", "2", "--heartbeat", "5")
LOST = "considered lost"


def start(folder, name, text):
    file = folder / f"{name}.toml"
    file.write_text(text)
    return Sweep(folder / f"{name}.h5", *OPTIONS, "--data", folder, file=file, bundle=8)


def expect_complete(sweep, n_trials):
    """Expects exactly one row, and one record, of every trial, with an evaluation of each epoch."""
    keys = keys_in(sweep.output)
    expect(len(set(keys)) == len(keys) == n_trials, f"{len(keys)} rows of {len(set(keys))} trials, not of {n_trials}")
    expect(sorted(trial["key"] for trial in journal_trials(sweep.output)) == sorted(keys), "one record for each row")
    with h5py.File(sweep.output, "r") as file:
        trials, epochs = file["trials"][:], file["epochs"][:]
    expect(set(trials["replicas"]) == {8}, "no array was halved")
    expect(len(epochs) == trials["epochs"].sum(), "every epoch is recorded")
    expect(numpy.isfinite(epochs["val_loss"]).all(), "every epoch is evaluated")
    reported = trials[trials["best_epoch"] >= 0]
    expect(len(reported) > 0 and numpy.isfinite(reported["best_test_acc"]).all(), "every reported epoch is tested")
    return epochs["seconds"].max()


def everything_is_trained(folder):
    sweep = start(folder, "everything", EVERYTHING)
    expect(sweep.wait(1800) == ALL_DONE, sweep.said())
    expect(LOST not in sweep.said(), sweep.said())
    longest = expect_complete(sweep, 8 * 16)
    print(f"every network, method and kind of data: complete; the longest epoch took {longest:.0f} s", flush=True)


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rank_in_evaluation(sweep):
    """Waits until a rank is in the evaluation of its second epoch: it has finished the first, and has since computed for
    a quarter of the time that it took to get there."""
    def working():
        return min(ranks_at_work(sweep.output) & sweep.ranks().keys(), default=None)

    rank = wait_for(working, "a rank's second epoch", 600)
    process = sweep.ranks()[rank]
    goal = 1.25 * cpu_seconds(process)
    wait_for(lambda: cpu_seconds(process) > goal, "the second evaluation", 600)
    return rank


def ranks_are_killed_in_evaluations(folder):
    sweep = start(folder, "killed", EVALUATIONS)
    victim = rank_in_evaluation(sweep)
    kill([sweep.ranks()[victim]])
    wait_for(lambda: LOST in sweep.said(), "the killed worker to be missed")
    rank_in_evaluation(sweep)
    family = sweep.processes()
    kill([sweep.ranks()[0]])
    expect(sweep.wait() == INTERRUPTED, sweep.said())
    lost = [line for line in sweep.said().splitlines() if LOST in line]
    expect(len(lost) == 1 and f"rank {victim} " in lost[0], f"only rank {victim} is lost, but: {lost}")
    wait_for(lambda: not any(pathlib.Path(f"/proc/{pid}/exe").exists() for pid in family), "the other rank to end")
    print(f"rank {victim} and rank 0 are killed in evaluations", flush=True)
    sweep = start(folder, "killed", EVALUATIONS)
    expect(sweep.wait(600) == ALL_DONE, sweep.said())
    expect(LOST not in sweep.said(), sweep.said())
    expect_complete(sweep, 16)
    print("the same command completes the sweep")


def main():
    with Folder() as folder:
        make_all(folder)
        everything_is_trained(folder)
        ranks_are_killed_in_evaluations(folder)


main()
