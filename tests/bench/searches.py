#!/usr/bin/python3
"""searches.py MODE FRIENDLY FOLDER [options]: what the searches of docs/search.md are worth, by training them.

    searches.py compare build/release/friendly /tmp/searches --dataset convex --epochs 30 \\
        --range "lr_clf = { log = [1e-5, 1e-2] }" --range "weight_decay_clf = { log = [1e-8, 1e-2] }"

MODE compare: grid, random points, Sobol's, halving over run, halving over epochs and Optuna's TPE, each with as many
    epochs as `points` settings trained to the end. Every winner is trained again with fresh runs.
MODE keeps: trains `points` settings to the end, and says by their curves which of them halving would have kept.

Prints a Markdown table. FOLDER keeps sweep files and results: the same command goes on where it was stopped. TPE
needs Optuna (pip install optuna); hyperband.py beside this file is about Optuna's own races.
"""
import argparse
import fractions
import hashlib
import itertools
import json
import math
import pathlib
import re
import statistics
import subprocess
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "analysis"))
from friendly_sweep import Batches, load, select


def main():
    modes = {"compare": compare, "keeps": keeps}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=modes)
    options = read_options(parser)
    modes[options.mode](options)


def read_options(parser):
    """What hyperband.py reads as well."""
    parser.add_argument("friendly", help="the program")
    parser.add_argument("folder", type=pathlib.Path)
    for name, value in (("dataset", "convex"), ("arch", "ff"), ("method", "ct"), ("epochs", 30), ("n_train", 0)):
        parser.add_argument(f"--{name}", type=type(value), default=value)
    parser.add_argument("--range", action="append", required=True, metavar="LINE", help="as in a sweep file")
    parser.add_argument("--set", action="append", default=[], metavar="LINE", help='e.g. "simplifier = \'ff\'"')
    parser.add_argument("--levels", type=numbers, default=[4, 4], help="of the grid, a number for each range")
    parser.add_argument("--points", type=int, default=16, help="settings that the budget trains to the end")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rungs", type=numbers, default=[4, 12], help="of halving over epochs")
    parser.add_argument("--keep", type=lambda text: float(fractions.Fraction(text)), default=1 / 3, help="there")
    parser.add_argument("--keep_runs", type=float, default=0.5, help="of halving over run")
    parser.add_argument("--batches", type=int, default=4, help="of TPE")
    parser.add_argument("--seeds", type=numbers, default=[1, 2, 3, 4, 5], help="of the searches")
    parser.add_argument("--fresh", type=int, default=5, help="runs that confirm a winner")
    parser.add_argument("--jobs", type=int, default=2, help="training ranks, or Optuna's workers")
    parser.add_argument("--data", default="data")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    return options


def numbers(text):
    return [int(word) for word in text.split(",")]


# Training.

def common_of(options):
    """The hyperparameters of all trials but `run`."""
    named = {name: getattr(options, name) for name in ("dataset", "arch", "method", "epochs", "n_train")}
    return {**named, **tomllib.loads("\n".join(options.set))}


def sweep_flags(options):
    return ["-j", str(options.jobs), "--data", options.data]


def section(title, values):
    return "\n".join([title, *(f"{name} = {json.dumps(value)}" for name, value in values.items()), ""])


def sweep(options, name, grid, further=()):
    """Trains a grid, the lines of a sweep file. Returns the path of its results."""
    file, results = (options.folder / f"{name}{suffix}" for suffix in (".toml", ".h5"))
    defaults = section("[defaults]", {**common_of(options), "run": list(range(1, options.runs + 1))})
    file.write_text("\n".join([defaults, "[[grid]]", 'name = "search"', *grid, ""]))
    train(options, file, results, further)
    return results


def train(options, file, results, further=()):
    command = [options.friendly, "sweep", str(file), "-o", str(results), *sweep_flags(options), *further]
    with open(results.with_suffix(".log"), "a") as log:
        status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode
    if status not in (0, 1):  # 1: trials failed, as their rows say
        sys.exit(f"{' '.join(command)}: status {status}, see {log.name}")


def confirm(options, results):
    """The mean test error of the winner's fresh runs; equal winners are trained once."""
    file = results.with_suffix(".confirm.toml")
    subprocess.run([options.friendly, "confirm", str(results), "--runs", str(options.fresh), "-o", str(file),
                    "--force"], check=True, stdout=subprocess.DEVNULL)
    text = re.sub("^#.*\n", "", file.read_text(), flags=re.MULTILINE)  # names the result file
    once = options.folder / f"confirm-{hashlib.sha256(text.encode()).hexdigest()[:12]}.toml"
    once.write_text(text)
    train(options, once, once.with_suffix(".h5"))
    return load(once.with_suffix(".h5")).trials["test_error"].mean()


# The searches.

def drawn(options, points, seed, method="sobol"):
    return [*options.range, f'search = {{ method = "{method}", points = {points}, seed = {seed} }}']


def grid_axes(options):
    """Lists in the middle of equal parts of the ranges; those of `choice` as they are."""
    lines = []
    for (name, one), levels in zip(ranges_of(options).items(), options.levels, strict=True):
        (kind, values), = one.items()
        shares = [(level + 0.5) / levels for level in range(levels)]
        low, high = map(math.log, values) if kind == "log" else (values[0], values[-1])
        lines.append(f"{name} = " + json.dumps(
            values if kind == "choice" else [rounded(kind, low + share * (high - low)) for share in shares]))
    return lines


def rounded(kind, value):
    return round(value) if kind == "int" else float(f"{math.exp(value) if kind == 'log' else value:.6g}")


def ranges_of(options):
    return tomllib.loads("\n".join(options.range))


def places(settings, keep):
    """How many settings go on."""
    return max(1, math.ceil(keep * settings - 1e-9))


def race_epochs(settings, keep, rungs):
    """What a race costs whose rungs add so many epochs to each setting."""
    total = 0
    for epochs in rungs:
        total += settings * epochs
        settings = places(settings, keep)
    return total


def most_settings(options, keep, rungs):
    """How many settings may race for the budget."""
    budget = options.points * options.runs * options.epochs
    return next(n for n in itertools.count(options.points) if race_epochs(n + 1, keep, rungs) > budget)


def over_run(options):
    settings = most_settings(options, options.keep_runs, [options.epochs] * options.runs)
    return settings, f'halving = {{ over = "run", keep = {options.keep_runs} }}'


def over_epochs(options):
    ends = [0, *options.rungs, options.epochs]
    added = [options.runs * (end - start) for start, end in zip(ends, ends[1:])]
    return (most_settings(options, options.keep, added),
            f'halving = {{ over = "epochs", rungs = {options.rungs}, keep = {options.keep} }}')


def proposal(options, trial):
    """A value of each range, from Optuna."""
    point = {}
    for name, one in ranges_of(options).items():
        (kind, values), = one.items()
        point[name] = (trial.suggest_categorical(name, values) if kind == "choice" else
                       trial.suggest_int(name, *values) if kind == "int" else
                       trial.suggest_float(name, *values, log=kind == "log"))
    return point


def tpe(options, name, seed):
    """A search by Optuna, in batches. Returns the path of its results."""
    import optuna
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    batches = Batches(options.folder / f"{name}.h5", command=(options.friendly,), options=sweep_flags(options),
                      **common_of(options), run=list(range(1, options.runs + 1)))
    for _ in range(options.batches):
        asked = [study.ask() for _ in range(options.points // options.batches)]
        for trial, error in zip(asked, batches.train([proposal(options, one) for one in asked])):
            study.tell(trial, error)
    return batches.result_file


def compare(options):
    n, runs = options.points, f"{options.runs} runs"
    (many, race_over_run), (more, race_over_epochs) = over_run(options), over_epochs(options)
    keep = fractions.Fraction(options.keep).limit_denominator(100)
    searches = {
        f"grid, {' × '.join(map(str, options.levels))} settings × {runs}":
            lambda seed: sweep(options, "grid", grid_axes(options)) if seed == options.seeds[0] else None,
        f"random, {n} settings × {runs}":
            lambda seed: sweep(options, f"random-{seed}", drawn(options, n, seed, "random")),
        f"Sobol, {n} settings × {runs}": lambda seed: sweep(options, f"sobol-{seed}", drawn(options, n, seed)),
        f"Sobol, {many} settings, halving over run, keep {options.keep_runs}":
            lambda seed: sweep(options, f"runs-{seed}", [*drawn(options, many, seed), race_over_run]),
        f"Sobol, {more} settings, halving over epochs, rungs {' and '.join(map(str, options.rungs))}, keep {keep}":
            lambda seed: sweep(options, f"epochs-{seed}", [*drawn(options, more, seed), race_over_epochs]),
        f"Optuna's TPE, {options.batches} batches of {n // options.batches} settings × {runs}":
            lambda seed: tpe(options, f"tpe-{seed}", seed)}
    print("| search | selected | confirmed | epochs |\n|---|---:|---:|---:|")
    for name, search in searches.items():
        files = [file for seed in options.seeds if (file := search(seed))]
        selected = [select(load(file).trials)[0].errors["test_error"].mean() for file in files]
        confirmed = [confirm(options, file) for file in files]
        epochs = {int(load(file).trials["epochs_done"].sum()) for file in files}
        print(f"| {name} | {spread(selected)} | {spread(confirmed)} | {' or '.join(map(str, sorted(epochs)))} |",
              flush=True)


def spread(values):
    """The median, with the least and the greatest."""
    text = f"{statistics.median(values):.1f}"
    return text if len(values) == 1 else f"{text} ({min(values):.1f} to {max(values):.1f})"


# What halving would have kept.

def keeps(options):
    names = list(ranges_of(options))
    print("| seed | winner's test error | over epochs: places of the winner | choice's test error "
          "| over run: places of the winner | choice's test error | rank correlations: "
          f"first rung with end | {' | '.join(f'`{name}` with first rung, end' for name in names)} |")
    print("|---:|" + "---:|" * (6 + len(names)))
    for seed in options.seeds:
        results = load(sweep(options, f"all-{seed}", drawn(options, options.points, seed)))
        trials = results.trials.sort_values(["run", "key"])  # as ties are decided
        test, end = setting_means(trials, "test_error"), setting_means(trials, "val_error")
        until_rung = [setting_means(best_until(results, trials, rung), "val_error") for rung in options.rungs]
        until_run = [setting_means(trials[trials["run"] <= run], "val_error")
                     for run in sorted(trials["run"].unique())[:-1]]
        cells = [seed, f"{test[end.idxmin()]:.1f}", *outcome(until_rung, options.keep, end, test),
                 *outcome(until_run, options.keep_runs, end, test), f"{rank_correlation(until_rung[0], end):.2f}"]
        for name in names:
            values = results.settings[name]
            cells.append(", ".join(f"{rank_correlation(values, errors):.2f}" for errors in (until_rung[0], end)))
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def setting_means(trials, error):
    """By setting, in the order of the trials; infinite where a trial has none."""
    means = trials.groupby("setting", sort=False)[error].apply(lambda errors: errors.mean(skipna=False))
    return means.round(9).fillna(math.inf)


def best_until(results, trials, rung):
    """What counts at a rung over epochs: `val_error` is each trial's least one until then."""
    least = results.epochs[results.epochs["epoch"] < rung].groupby("trial")["val_error"].min()
    return trials.assign(val_error=least)


def outcome(rungs, keep, end, test):
    """The winner's places at the rungs, of how many, until it has left; the test error of what wins the race."""
    here, seen = end.index, []
    for errors in rungs:
        order = errors[here].sort_values(kind="stable").index
        if end.idxmin() in here:
            seen.append(f"{order.get_loc(end.idxmin()) + 1} of {len(order)}")
        here = order[:places(len(order), keep)]
    return [", ".join(seen) + (", kept" if end.idxmin() in here else ", left"), f"{test[end[here].idxmin()]:.1f}"]


def rank_correlation(one, other):
    return one.rank().corr(other.rank())


if __name__ == "__main__":
    main()
