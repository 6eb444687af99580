"""Resuming and extending a result file, refusals, and rows of failed trials."""

import pathlib
import signal

from program import (ALL_DONE, FRIENDLY, MPIRUN, SOME_FAILED, USAGE, Folder, Sweep, attempts, expect,
                     expect_equal_tables, journal_trials, keys_in, kill, row_numbers, run, status_of, sweep_command,
                     table, wait_for)

SMALL = """[defaults]
dataset = "two_moons"
arch = "ff"
method = "ct"
n_examples = 200
epochs = 5
run = [1, 2, 3]
[[grid]]
name = "ct"
lr_clf = [1e-3, 1e-4]
"""


def texts(column):
    return [cell.decode() for cell in column]


def refused(command, *words):
    output = run(command, status=USAGE)
    for word in words:
        expect(word in output, f"the refusal does not name {word}:\n{output}")


def other_sweeps_are_refused(folder):
    file, output = folder / "small.toml", folder / "refused.h5"
    file.write_text(SMALL)
    run(sweep_command(output, file=file))
    before = output.read_bytes()
    refused(sweep_command(output, "--bundle", 3, file=file)[:6] + ["3"], "--bundle 2", "--bundle 3")
    file.write_text(SMALL.replace("epochs = 5", "epochs = 6"))
    refused(sweep_command(output, file=file), "line 6", "epochs = 5", "epochs = 6")
    expect(output.read_bytes() == before, "a refusal changes nothing")
    print("another sweep is refused, naming the difference")


def a_grid_grows(folder):
    file, output, fresh = folder / "small.toml", folder / "grown.h5", folder / "fresh.h5"
    file.write_text(SMALL)
    run(sweep_command(output, file=file))
    old = {trial["key"]: row_numbers(trial) for trial in journal_trials(output)}
    file.write_text(SMALL.replace("1e-4]", "1e-4, 1e-2]"))
    refused(sweep_command(output, file=file), "points: 6", "points: 9")
    run(sweep_command(output, "--add", file=file))
    trials = journal_trials(output)
    now = {trial["key"]: row_numbers(trial) for trial in trials}
    expect(len(trials) == len(now) == 9 and len(keys_in(output)) == 9, "one row per point")
    expect(all(now[key] == numbers for key, numbers in old.items()), "old rows are kept")
    run(sweep_command(fresh, file=file))
    expect(sorted(keys_in(fresh)) == sorted(keys_in(output)), "the points of the grown sweep")
    run(sweep_command(output, file=file))  # the grown sweep resumes without --add
    file.write_text(SMALL.replace("[1e-3, 1e-4]", "[1e-3, 1e-2]"))
    said = run(sweep_command(output, "--add", file=file))
    expect("3 finished trials are no longer in" in said and len(keys_in(output)) == 6, said)
    expect(status_of(output)["ended"] == 6, "status counts points only")
    file.write_text(SMALL.replace("1e-4]", "1e-4, 1e-2]"))
    run(sweep_command(output, "--add", file=file))
    expect(len(journal_trials(output)) == 9, "points that come back are not trained again")
    expect(sorted(keys_in(fresh)) == sorted(keys_in(output)), "they are in the results again")
    run(sweep_command(output, "--restart", file=file))
    expect_equal_tables(output, fresh)
    kept = pathlib.Path(f"{output}.previous.1")
    expect(sorted(keys_in(kept)) == sorted(keys_in(output)), "the old result file is kept")
    expect(status_of(kept)["by_status"]["done"] == 9, "and so is its journal")
    print("--add and --restart")


def failures_become_rows(folder):
    file, output, reference = folder / "small.toml", folder / "failed.h5", folder / "whole.h5"
    file.write_text(SMALL)
    run(sweep_command(reference, file=file))
    run(sweep_command(output, "--trial-timeout", 0, file=file), status=SOME_FAILED)
    expect(set(texts(table(output, "trials")["status"])) == {"failed"}, "trials that time out have failed")
    expect("--trial-timeout" in texts(table(output, "trials")["reason"])[0], "the reason is given")
    run(sweep_command(output, file=file), status=SOME_FAILED)  # rows stay
    expect(set(attempts(output).values()) == {1}, "rows that stay are not tried again")
    plan = [FRIENDLY, "plan", str(file), "--bundle", "2", "-o", str(output), "--no-measure"]
    said = run(plan)
    expect("done: 6 points; left: 0 bundles" in said and "6 points failed" in said, said)
    said = run([*plan, "--retry", "failed"])
    expect("done: 0 points; left: 3 bundles" in said and "points failed" not in said, said)
    expect("--retry failed" in run([*plan, "--retry", "done"], status=USAGE), "only failed trials are trained again")
    run(sweep_command(output, "--retry", "failed", file=file))
    expect_equal_tables(output, reference)
    expect(set(attempts(output).values()) == {2}, "a retried trial was tried twice")
    file.write_text(SMALL.replace("1e-4]", "1e38]"))
    diverged = folder / "diverged.h5"
    run(sweep_command(diverged, "--retries", 2, file=file), status=SOME_FAILED)
    status = texts(table(diverged, "trials")["status"])
    expect(sorted(status) == ["diverged"] * 3 + ["done"] * 3, f"statuses {status}")
    print("--trial-timeout, --retry failed and divergence")


def rank_0_trains(folder):
    reference = folder / "reference.h5"
    run(sweep_command(reference))
    for ranks in (1, 2):
        output = folder / f"trains{ranks}.h5"
        run([*MPIRUN, "-n", str(ranks), *sweep_command(output, "--coordinator-trains")])
        expect_equal_tables(output, reference)
        ranks_seen = set(table_of_ranks(output))
        expect(len(ranks_seen) == ranks, f"trained on {ranks_seen}")
    print("rank 0 trains, alone and with another rank")


def table_of_ranks(output):
    return [trial["result"]["rank"] for trial in journal_trials(output)]


def a_second_coordinator_is_refused(folder):
    output = folder / "held.h5"
    sweep = Sweep(output)
    wait_for(lambda: status_of(output)["ended"] > 0, "the sweep to run")
    kill([sweep.process.pid], signal.SIGSTOP)
    refused(sweep_command(output), "is writing to this result file")
    kill([sweep.process.pid], signal.SIGCONT)
    expect(sweep.wait() == ALL_DONE, "the first coordinator continues")
    print("a second coordinator is refused")


def main():
    with Folder() as folder:
        other_sweeps_are_refused(folder)
        a_grid_grows(folder)
        failures_become_rows(folder)
        rank_0_trains(folder)
        a_second_coordinator_is_refused(folder)


main()
