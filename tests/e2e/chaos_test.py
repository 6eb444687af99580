"""Ranks that talk over TCP, each in a network of its own, are killed, stopped, cut off and joined again, and rank 0 has
a slow disk: one row a point, and tables that equal those of an undisturbed sweep bit by bit.

First every disturbance strikes once; then, for FRIENDLY_CHAOS seconds (0), several at random strike every sweep.
FRIENDLY_SEED is the seed by which they are chosen (2026).
"""

import os
import pathlib
import random
import signal
import sys
import time

from network import Network, enter_namespaces, why_impossible
from program import (ALL_DONE, INTERRUPTED, SOME_FAILED, Folder, Sweep, expect, expect_equal_tables, journal_size,
                     journal_trials, keys_in, kill, run, sweep_command, wait_for)

SKIPPED = 77
SECONDS = float(os.environ.get("FRIENDLY_CHAOS", 0))
SEED = int(os.environ.get("FRIENDLY_SEED", 2026))
LONG = pathlib.Path(__file__).with_name("long.toml")
WORKERS, HEARTBEAT = 2, 3
SLOW_SYNC = 2 * HEARTBEAT


class Chaos:
    """Sweeps over a network, and what is done to them."""

    def __init__(self, folder):
        self.folder = folder
        self.network = Network(folder, WORKERS + 1, sys.argv[2])
        self.reference = folder / "undisturbed.h5"
        run(sweep_command(self.reference, file=LONG))
        self.n_sweeps = 0

    def start(self, output, slow_disk, *options):
        return Sweep(output, "-j", WORKERS, "--heartbeat", HEARTBEAT, *options, file=LONG,
                     environment=self.network.environment(SLOW_SYNC if slow_disk else 0))

    def strike(self, sweep, event, rank):
        """Kills the rank, or stops it or cuts it off until some rank is missed by another."""
        ranks = sweep.ranks()
        if rank not in ranks:
            return
        missed = sweep.said().count("has been silent")
        is_missed = lambda: sweep.ended() or sweep.said().count("has been silent") > missed
        if event == "kill":
            kill([ranks[rank]])
        elif event == "stop":
            kill([ranks[rank]], signal.SIGSTOP)
            wait_for(is_missed, f"the stopped rank {rank} to be missed")
            kill([ranks[rank]], signal.SIGCONT)
        elif event == "cut":
            self.network.cut(rank)
            wait_for(is_missed, f"the rank {rank} that is cut off to be missed")
            self.network.join(rank)

    def sweep(self, strikes, slow_disk=False):
        """Runs a sweep to its end, resuming it as often as needed. Each strike is an event, a rank, and the share of the
        journal's growth to wait for. Returns the exit statuses and what was said."""
        output = self.folder / f"sweep{self.n_sweeps}.h5"
        self.n_sweeps += 1
        strikes, statuses, said = list(strikes), [], ""
        while ALL_DONE not in statuses:
            retry = ["--retry", "failed"] if statuses[-1:] == [SOME_FAILED] else []
            sweep = self.start(output, slow_disk, *retry)
            while strikes and not sweep.ended():
                event, rank, share = strikes.pop(0)
                size = journal_size(output)
                goal = size + share * max(journal_size(self.reference) - size, 0)
                wait_for(lambda: sweep.ended() or journal_size(output) > goal, "the journal to grow")
                self.strike(sweep, event, rank)
            statuses.append(sweep.wait())
            said += sweep.said()
        keys = [trial["key"] for trial in journal_trials(output)]
        expect(len(set(keys)) == len(keys), "one record a point")
        expect(sorted(keys_in(output)) == sorted(keys_in(self.reference)), "one row a point")
        expect_equal_tables(output, self.reference)
        return statuses, said


def each_disturbance(chaos):
    statuses, said = chaos.sweep([], slow_disk=True)
    expect(f"a sync takes {SLOW_SYNC} s" in said, "the disk is slow")
    expect(statuses == [ALL_DONE] and "has been silent" not in said, f"a slow disk is no reason to miss a rank:\n{said}")
    print("slow disk: nobody is missed, equal", flush=True)
    for event in ("kill", "stop", "cut"):
        statuses, said = chaos.sweep([(event, 1, 0.3)])
        expect(statuses == [ALL_DONE] and "rank 1 has been silent" in said, f"{event} rank 1: {statuses}\n{said}")
        expect("rank 2 has been silent" not in said, f"{event} rank 1: so is rank 2:\n{said}")
        print(f"{event} rank 1: the other rank completes the sweep, equal", flush=True)
    for event in ("kill", "stop", "cut"):
        statuses, said = chaos.sweep([(event, 0, 0.3)])
        expect(statuses in ([INTERRUPTED, ALL_DONE], [ALL_DONE]), f"{event} rank 0: {statuses}\n{said}")
        print(f"{event} rank 0: the same command completes the sweep, equal", flush=True)


def random_disturbances(chaos):
    chance = random.Random(SEED)
    end = time.monotonic() + SECONDS
    n_strikes = 0
    while time.monotonic() < end:
        strikes = [(chance.choice(["kill", "stop", "cut"]), chance.randint(0, WORKERS), chance.uniform(0, 0.5))
                   for _ in range(chance.randint(1, 5))]
        slow_disk = chance.random() < 0.3
        statuses, said = chaos.sweep(strikes, slow_disk)
        expect(set(statuses) <= {ALL_DONE, INTERRUPTED, SOME_FAILED}, f"{statuses}\n{said}")
        n_strikes += len(strikes)
        events = ", ".join(f"{event} {rank}" for event, rank, _ in strikes)
        print(f"{n_strikes}: {events}{', slow disk' if slow_disk else ''}: statuses {statuses}, equal", flush=True)


def main():
    reason = why_impossible()
    if reason:
        print(f"skipped: no network of its own ({reason})")
        sys.exit(SKIPPED)
    enter_namespaces()
    with Folder() as folder:
        chaos = Chaos(folder)
        each_disturbance(chaos)
        random_disturbances(chaos)


main()
