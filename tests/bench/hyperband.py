#!/usr/bin/python3
"""hyperband.py FRIENDLY FOLDER [options of searches.py]: halving over epochs against Optuna's TPE with its
HyperbandPruner, twice for each seed and in alternation, with about the same epochs and as many workers as `jobs`.

A trial of Optuna's is a setting: its runs are processes of `friendly train` side by side, the mean of their least
validation errors so far is reported after each epoch, and they are killed if that prunes the trial. No trial is begun
once the epochs of all processes, those trained in vain included, have reached the budget.
"""
import argparse
import itertools
import re
import resource
import statistics
import subprocess
import threading
import time

import optuna

from searches import (common_of, drawn, load, over_epochs, proposal, ranges_of, read_options, section, select, sweep,
                      train)


class Trainer:
    """Optuna's objective: `friendly train` for each run of a setting, until Optuna prunes it."""

    def __init__(self, options):
        self.options, self.epochs, self.lock = options, 0, threading.Lock()

    def __call__(self, trial):
        point = proposal(self.options, trial)
        processes = [self.start({**common_of(self.options), **point, "run": run + 1})
                     for run in range(self.options.runs)]
        try:
            least = [100.0] * len(processes)
            for epoch in range(1, self.options.epochs + 1):
                least = [min(before, self.next_error(process)) for before, process in zip(least, processes)]
                trial.report(statistics.mean(least), epoch)
                if trial.should_prune():
                    raise optuna.TrialPruned
            return statistics.mean(least)
        finally:
            for process in processes:
                if epoch < self.options.epochs:
                    process.kill()
                self.count_epochs(process.communicate()[0])

    def start(self, point):
        flags = [word for name, value in point.items() for word in (f"--{name}", str(value))]
        return subprocess.Popen([self.options.friendly, "train", "--data", self.options.data, *flags], text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def next_error(self, process):
        for line in process.stdout:
            if found := re.match(r"epoch .* valid \S+ +(\S+) %", line):
                self.count_epochs(line)
                return 100 - float(found[1])
        raise RuntimeError("friendly train ended early")

    def count_epochs(self, text):
        with self.lock:
            self.epochs += len(re.findall("^epoch ", text, flags=re.MULTILINE))


def optuna_race(options, seed):
    """A search by TPE and HyperbandPruner. Returns epochs, settings and the winner."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    trainer, budget = Trainer(options), options.points * options.runs * options.epochs
    pruner = optuna.pruners.HyperbandPruner(options.rungs[0], options.epochs, round(1 / options.keep))
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed), pruner=pruner)
    study.optimize(trainer, n_jobs=options.jobs,
                   callbacks=[lambda study, _: study.stop() if trainer.epochs >= budget else None])
    return trainer.epochs, len(study.trials), study.best_params


def our_race(options, name, seed, further=()):
    settings, race = over_epochs(options)
    results = load(sweep(options, name, [*drawn(options, settings, seed), race], ["--restart", *further]))
    best = select(results.trials)[0].best.iloc[0]
    return int(results.trials["epochs_done"].sum()), settings, best[[*ranges_of(options)]].to_dict()


def processor_seconds():
    """Of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def fresh_error(options, name, point):
    first = options.runs + 1
    text = section("[defaults]", {**common_of(options), **point, "run": [*range(first, first + options.fresh)]})
    file = options.folder / f"{name}.toml"
    file.write_text(text + '[[grid]]\nname = "confirm"\n')
    train(options, file, file.with_suffix(".h5"), ["--restart"])
    return load(file.with_suffix(".h5")).trials["test_error"].mean()


def main():
    options = read_options(argparse.ArgumentParser(description=__doc__,
                                                   formatter_class=argparse.RawDescriptionHelpFormatter))
    ways = {"halving over epochs": lambda seed: our_race(options, f"clock-{seed}", seed),
            "the same without arrays": lambda seed: our_race(options, f"clock-{seed}", seed, ["--bundle", "1"]),
            "Optuna's TPE and HyperbandPruner": lambda seed: optuna_race(options, seed)}
    print("| seed | search | seconds | processor seconds | settings | epochs | settings an hour | winner "
          "| its fresh runs |\n|---:|---|---:|---:|---:|---:|---:|---|---:|")
    for seed, _, (name, search) in itertools.product(options.seeds, range(2), ways.items()):
        start, spent = time.monotonic(), processor_seconds()
        epochs, settings, best = search(seed)
        seconds, spent = time.monotonic() - start, processor_seconds() - spent
        winner = " ".join(f"{name}={value:.3g}" for name, value in best.items())
        fresh = fresh_error(options, "fresh", best)
        hourly = f"{3600 * settings / seconds:.0f}"
        cells = [seed, name, f"{seconds:.0f}", f"{spent:.0f}", settings, epochs, hourly, winner, f"{fresh:.1f}"]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
