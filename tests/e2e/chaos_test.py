"""Ranks that talk over TCP, each in a network of its own, are killed, stopped, cut off and joined again, and rank 0
has a slow disk: one row a point, and tables that equal those of an undisturbed sweep bit by bit.

It runs if FRIENDLY_CHAOS is set: first every disturbance strikes once; then, for so many seconds, several at random
strike every sweep. FRIENDLY_SEED is the seed by which they are chosen (2026).
"""

import os
import random
import signal
import sys
import time

from network import Network, enter_namespaces, why_impossible
from program import (ALL_DONE, INTERRUPTED, SOME_FAILED, Folder, Sweep, expect, expect_equal_tables, journal_size,
                     journal_trials, keys_in, kill, ranks_at_work, run, sweep_command, wait_for)

SKIPPED = 77
SECONDS = float(os.environ.get("FRIENDLY_CHAOS", 0))
SEED = int(os.environ.get("FRIENDLY_SEED", 2026))
SWEEP = """[defaults]
dataset = "two_moons"
arch = "ff"
method = "nft"
simplifier = "ff"
epochs = 40
batch_size = 10
ratio_simp = 0.5
[[grid]]
name = "nft"
lr_clf = [1e-3, 1e-4, 3e-4]
run = [1, 2]
"""
WORKERS, HEARTBEAT = 2, 2
SLOW_SYNC = 6 * HEARTBEAT  # workers wait five times as long for rank 0
EVENTS, VICTIMS = ("kill", "stop", "cut"), ("worker", "rank 0")


def missed(said):
    """How often a rank, or rank 0, was missed by another."""
    return said.count("is considered lost") + said.count("the coordinator has")


class Chaos:
    """A sweep over a network, and what can be done to it."""

    def __init__(self, folder):
        self.folder = folder
        self.network = Network(folder, WORKERS + 1, sys.argv[2])
        self.file, self.reference = folder / "chaos.toml", folder / "undisturbed.h5"
        self.file.write_text(SWEEP)
        run(sweep_command(self.reference, file=self.file, bundle=1))
        self.n_sweeps = 0

    def sweep(self, strikes, slow_disk=False):
        """Runs a sweep to its end, resuming it as often as needed, and checks its rows. A strike is an event, its
        victim, and the share of what the journal still lacks to wait for. Returns the exit statuses, the ranks struck
        and what was said."""
        output = self.folder / f"sweep{self.n_sweeps}.h5"
        self.n_sweeps += 1
        environment = self.network.environment(SLOW_SYNC if slow_disk else 0)
        strikes, statuses, struck, said = list(strikes), [], [], ""
        while ALL_DONE not in statuses:
            retry = ["--retry", "failed"] if SOME_FAILED in statuses[-1:] else []
            sweep = Sweep(output, "-j", WORKERS, "--heartbeat", HEARTBEAT, *retry, file=self.file, bundle=1,
                          environment=environment)
            while strikes and not sweep.ended():
                event, victim, share = strikes.pop(0)
                struck.append(self.strike(sweep, event, self.when_due(sweep, victim, share)))
            statuses.append(sweep.wait(600))
            said += sweep.said()
        keys = [trial["key"] for trial in journal_trials(output)]
        expect(len(set(keys)) == len(keys), "one record a point")
        expect(sorted(keys_in(output)) == sorted(keys_in(self.reference)), "one row a point")
        expect_equal_tables(output, self.reference)
        return statuses, struck, said

    def when_due(self, sweep, victim, share):
        """Waits for the journal to grow, then for a worker that trains. Returns the victim's rank, None at the end of
        the sweep."""
        size = journal_size(sweep.output)
        goal = size + share * max(journal_size(self.reference) - size, 0)
        wait_for(lambda: sweep.ended() or journal_size(sweep.output) >= goal, "the journal to grow", 600)
        workers = wait_for(lambda: sweep.ended() or ranks_at_work(sweep.output) & sweep.ranks().keys(),
                           "a worker to train", 600)
        return None if sweep.ended() else 0 if victim == "rank 0" else min(workers)

    def strike(self, sweep, event, rank):
        """Kills the rank, or stops it or cuts it off until some rank is missed by another. Returns the rank."""
        process = sweep.ranks().get(rank)
        if process is None:
            return None
        before = missed(sweep.said())
        somebody_is_missed = lambda: sweep.ended() or missed(sweep.said()) > before
        if event == "kill":
            kill([process])
        elif event == "stop":
            kill([process], signal.SIGSTOP)
            wait_for(somebody_is_missed, f"rank {rank}, which is stopped, to be missed")
            kill([process], signal.SIGCONT)
        elif event == "cut":
            self.network.cut(rank)
            wait_for(somebody_is_missed, f"rank {rank}, which is cut off, to be missed")
            self.network.join(rank)
        return rank


def each_disturbance(chaos):
    statuses, _, said = chaos.sweep([], slow_disk=True)
    expect(f"a sync takes {SLOW_SYNC} s" in said, "the disk is slow")
    expect(statuses == [ALL_DONE] and missed(said) == 0, f"a slow disk is no reason to miss a rank:\n{said}")
    print("slow disk: nobody is missed, equal", flush=True)
    for event in EVENTS:
        statuses, [rank], said = chaos.sweep([(event, "worker", 0)])
        expect(statuses == [ALL_DONE], f"{event} rank {rank}: {statuses}\n{said}")
        lost = {other for other in range(WORKERS + 1) if f"rank {other} is considered lost" in said}
        expect(lost == {rank}, f"{event} rank {rank}: {lost} are missed\n{said}")
        print(f"{event} a worker: the other completes the sweep, equal", flush=True)
    for event in EVENTS:
        statuses, _, said = chaos.sweep([(event, "rank 0", 0)])
        expect(statuses in ([INTERRUPTED, ALL_DONE], [ALL_DONE]), f"{event} rank 0: {statuses}\n{said}")
        print(f"{event} rank 0: the same command completes the sweep, equal", flush=True)


def random_disturbances(chaos):
    chance = random.Random(SEED)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        strikes = [(chance.choice(EVENTS), chance.choice(VICTIMS), chance.uniform(0, 0.5))
                   for _ in range(chance.randint(1, 5))]
        slow_disk = chance.random() < 0.3
        statuses, struck, said = chaos.sweep(strikes, slow_disk)
        expect(set(statuses) <= {ALL_DONE, INTERRUPTED, SOME_FAILED}, f"{statuses}\n{said}")
        events = ", ".join(f"{event} {victim}" for event, victim, _ in strikes)
        print(f"sweep {chaos.n_sweeps}{' on a slow disk' if slow_disk else ''}: {events}: ranks {struck}, "
              f"statuses {statuses}, equal", flush=True)


def main():
    if "FRIENDLY_CHAOS" not in os.environ:
        print("skipped: FRIENDLY_CHAOS is not set")
        sys.exit(SKIPPED)
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
