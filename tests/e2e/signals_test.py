"""SIGTERM, SIGINT and SIGUSR1 end a sweep with status 3 and checkpoints; a lost or hung worker does not end it. Each
time a trial is handed out counts as an attempt."""

import pathlib
import signal
import subprocess
import time

import h5py

from program import (ALL_DONE, FRIENDLY, INTERRUPTED, Folder, Sweep, attempts, epochs_under_way, expect,
                     expect_equal_tables, journal_records, kill, ranks_at_work, run, status_of,
                     sweep_command, wait_for)

LONG = pathlib.Path(__file__).with_name("long.toml")


def is_under_way(output):
    return any(record["epoch"] > 3 for record in epochs_under_way(output).values())


def seconds_by_epoch(output):
    """How long each epoch of each trial took, which shows whether it was trained again."""
    with h5py.File(output, "r") as file:
        epochs = file["epochs"][:]
    return {(key.decode(), epoch): seconds for key, epoch, seconds in epochs[["key", "epoch", "seconds"]].tolist()}


def checkpoints(output):
    return list(pathlib.Path(f"{output}.checkpoints").glob("*"))


def expect_attempts(output, keys):
    """Expects two attempts at the trials in `keys`, of which there are some, and one at each other."""
    expect(keys, "trials that are tried twice")
    expect(attempts(output) == {key: 2 if key in keys else 1 for key in attempts(output)},
           f"two attempts at {keys} and no others: {attempts(output)}")


def stopped_and_resumed(folder, reference, number, jobs):
    output = folder / f"stopped{int(number)}_{len(jobs)}.h5"
    sweep = Sweep(output, *jobs, file=LONG)
    wait_for(lambda: sweep.ended() or is_under_way(output), "some epochs")
    before = epochs_under_way(output)
    start = time.monotonic()
    kill([sweep.process.pid], number)
    status = sweep.wait(60)
    seconds = time.monotonic() - start
    expect(status == INTERRUPTED, f"{number!r}: status {status}")
    expect(seconds < 20, f"{number!r}: took {seconds:.0f} s to end")
    expect(checkpoints(output), "checkpoints are saved")
    left = status_of(output)["to_resume"]
    expect(left == len({path.name.split(".")[0] for path in checkpoints(output)}), f"status counts them: {left}")
    said = run([FRIENDLY, "plan", str(LONG), "--bundle", "2", "-o", str(output), "--no-measure"])
    expect(f"{left} trials of which go on from a checkpoint" in said, said)
    records = journal_records(output)
    stopped = {key for kind, content in records if kind == "start" for key in content["keys"]}
    stopped -= {content[0] for kind, content in records if kind == "trial"}
    run(sweep_command(output, *jobs, file=LONG))
    after = seconds_by_epoch(output)
    expect(all(after[key, record["epoch"]] == record["seconds"] for key, record in before.items()),
           "interrupted trials resume from their checkpoints: no epoch is trained again")
    expect(not checkpoints(output), "checkpoints of finished trials are removed")
    expect_equal_tables(output, reference)
    expect_attempts(output, stopped)
    print(f"{signal.Signals(number).name} {' '.join(jobs)}: ended in {seconds:.1f} s, resumed, equal", flush=True)


def worker_gone(folder, reference, number):
    """A worker is killed or suspended midway; the others do its work and the sweep ends normally."""
    output = folder / f"gone{int(number)}.h5"
    sweep = Sweep(output, "-j", 2, "--heartbeat", 3, file=LONG)
    wait_for(lambda: sweep.ended() or 1 in ranks_at_work(output), "rank 1 to train")
    ranks = sweep.ranks()
    family = sweep.processes()
    kill([ranks[1]], number)
    status = sweep.wait()
    expect(status == ALL_DONE, f"{number!r} to a worker: status {status}")
    expect_equal_tables(output, reference)
    why = "its process has ended" if number == signal.SIGKILL else "it has been silent for 3 s"
    expect(f"rank 1 is considered lost: {why}" in sweep.said(), f"the lost rank is named: {sweep.said()}")
    expect_attempts(output, {key for kind, keys in journal_records(output) if kind == "lost" for key in keys})
    wait_for(lambda: not any(pathlib.Path(f"/proc/{pid}/exe").exists() for pid in family), "all to be gone", 20)
    print(f"{signal.Signals(number).name} to a worker: the others finished, equal", flush=True)


def halted_and_back(folder, reference):
    """The only worker is considered lost, but comes back before the sweep ends without it."""
    output = folder / "back.h5"
    sweep = Sweep(output, "-j", 1, "--heartbeat", 10, file=LONG)
    wait_for(lambda: sweep.ended() or is_under_way(output), "some epochs")
    worker = sweep.ranks()[1]
    kill([worker], signal.SIGSTOP)
    wait_for(lambda: "is considered lost" in sweep.said(), "the worker to be missed")
    kill([worker], signal.SIGCONT)
    expect(sweep.wait() == ALL_DONE, "the worker goes on")
    expect_equal_tables(output, reference)
    expect("regained" in dict(journal_records(output)), "the journal says that the worker is back")
    expect(set(attempts(output).values()) == {1}, "a worker that goes on makes no new attempt")
    print("SIGSTOP and SIGCONT to a worker: it went on, equal", flush=True)


def train_is_stopped(folder):
    """`train` says what the same command will do, and does it."""
    train = [FRIENDLY, "train", "--dataset", "two_moons", "--method", "ct", "--arch", "ff", "--epochs", "3000"]
    classifier = ["--save_classifier", str(folder / "classifier.pt")]
    for options, says in ((classifier, "starts over"),
                          ([*classifier, "--checkpoint", str(folder / "kept")], "the same command resumes")):
        process = subprocess.Popen([*train, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in process.stdout:
            if line.startswith("epoch    5 "):
                process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        expect(process.wait() == INTERRUPTED and says in said, said)
    first = next(line for line in run([*train, *options]).splitlines() if line.startswith("epoch "))
    expect(int(first.split()[1]) > 5, f"the checkpoint is resumed: {first}")
    print("train: stopped, and resumed with --checkpoint", flush=True)


def main():
    with Folder() as folder:
        train_is_stopped(folder)
        reference = folder / "undisturbed.h5"
        run(sweep_command(reference, file=LONG))
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            stopped_and_resumed(folder, reference, number, ("-j", "2"))
        stopped_and_resumed(folder, reference, signal.SIGTERM, ())
        for number in (signal.SIGKILL, signal.SIGSTOP):
            worker_gone(folder, reference, number)
        halted_and_back(folder, reference)


main()
