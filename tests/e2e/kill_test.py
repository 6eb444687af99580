"""Repeatedly sends SIGKILL to rank 0, a worker or all processes of a sweep, at random moments.

The arguments after the program are a sweep file and the number of kills, which FRIENDLY_KILLS replaces. FRIENDLY_SEED
is the seed of the random moments (2026).
"""

import os
import pathlib
import random
import sys
import time

from program import (ALL_DONE, INTERRUPTED, Folder, Sweep, expect, expect_equal_tables, journal_size,
                     journal_trials, keys_in, kill, row_numbers, run, sweep_command, wait_for)

FILE = pathlib.Path(__file__).with_name(sys.argv[2])
KILLS = int(os.environ.get("FRIENDLY_KILLS", sys.argv[3]))
SEED = int(os.environ.get("FRIENDLY_SEED", 2026))
OPTIONS = ("-j", "3", "--heartbeat", "2")
KILLS_A_SWEEP = 3  # a trial that is hit more often in a row may count as the one that crashes its ranks


class Witness:
    """Remembers the finished trials and checks that they stay as they were."""

    def __init__(self, output):
        self.output = output
        self.seen = {}

    def check(self):
        trials = journal_trials(self.output)
        now = {trial["key"]: row_numbers(trial) for trial in trials}
        expect(len(now) == len(trials), "a trial has two records")
        for key, numbers in self.seen.items():
            expect(now.get(key) == numbers, f"the finished trial {key} changed or disappeared")
        self.seen = now
        if self.output.exists():
            keys = keys_in(self.output)
            expect(len(set(keys)) == len(keys), "a trial has two rows")
            expect(set(keys) <= set(now), "the HDF5 file has rows that the journal lacks")


def trigger(chance, sweep, size_at_end):
    """Waits for a random moment: during start-up, or after the journal has grown by a random amount."""
    if chance.random() < 0.15:
        time.sleep(chance.uniform(0, 1.5))
    else:
        size = journal_size(sweep.output)
        goal = size + chance.random() ** 2 * max(size_at_end - size, 0)
        wait_for(lambda: sweep.ended() or journal_size(sweep.output) > goal, "the journal to grow")


def strike(chance, sweep):
    """Kills. Returns the victim and the expected exit status, or None for the latter if the sweep had ended before."""
    victim = chance.choice(["rank 0", "worker", "all"])
    ranks = sweep.ranks()
    if sweep.ended() or (victim != "all" and len(ranks) < 4):
        return victim, None
    if victim == "all":
        kill(sweep.processes())
        return victim, -9
    kill([ranks[0] if victim == "rank 0" else ranks[chance.randint(1, 3)]])
    return victim, INTERRUPTED if victim == "rank 0" else ALL_DONE


def main():
    chance = random.Random(SEED)
    print(f"{KILLS} kills from seed {SEED}", flush=True)
    with Folder() as folder:
        reference = folder / "undisturbed.h5"
        run(sweep_command(reference, file=FILE))
        points = len(keys_in(reference))
        expect(points >= 60, "a sweep of at least 60 trials")
        size_at_end = journal_size(reference)
        kills, sweeps, struck = 0, 0, {}
        while kills < KILLS:
            output = folder / f"sweep{sweeps}.h5"
            sweeps += 1
            witness = Witness(output)
            last_kill = kills + KILLS_A_SWEEP
            while True:
                size = journal_size(output)
                sweep = Sweep(output, *OPTIONS, file=FILE)
                victim, expected = None, None
                if kills < min(KILLS, last_kill):
                    trigger(chance, sweep, size_at_end)
                    victim, expected = strike(chance, sweep)
                if victim == "all" and expected is not None:
                    witness.check()  # at that very moment
                is_starting = journal_size(output) == size
                status = sweep.wait()
                witness.check()
                if expected is not None:
                    kills += 1
                    struck[victim] = struck.get(victim, 0) + 1
                    # The victim may have been about to exit anyway; then the sweep ends normally. While MPI starts,
                    # the ranks cannot continue without a lost worker: they give up together.
                    allowed = (expected, ALL_DONE, INTERRUPTED) if is_starting else (expected, ALL_DONE)
                    expect(status in allowed, f"{victim} killed: status {status}")
                    print(f"{kills}: {victim}, {len(witness.seen)} of {points} finished", flush=True)
                if status == ALL_DONE:
                    break
            run(sweep_command(output, file=FILE))  # has nothing left to do
            witness.check()
            expect(sorted(witness.seen) == sorted(keys_in(reference)), "each point has its row")
            expect_equal_tables(output, reference)
    print(f"{sweeps} sweeps of {points} trials, killed: {struck}")


main()
