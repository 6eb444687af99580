"""python3 -m friendly_sweep.report FILE -o OUT.html: a result file as one page that needs no network."""
import argparse
import base64
import datetime
import io
import json
import os
import pathlib

import jinja2

from friendly_sweep.errors import NotApplicable, UserError, run_main
from friendly_sweep.figures import FIGURES, caption, save
from friendly_sweep.load import load
from friendly_sweep.report_tables import (across_table, best_settings_table, failures_table, importance_tables,
                                          paired_table, published_tables, spread_line, trials_table)
from friendly_sweep.selection import naming_hyperparameters, select
from friendly_sweep.statistics import COVERAGE, paired_differences

GENERATOR = "friendly report"
_PAGE = pathlib.Path(__file__).with_name("page")


def render(results):
    """The report as HTML. The same results give the same text."""
    selections = select(results.trials)
    naming = naming_hyperparameters(selections)
    differences = paired_differences(selections)
    drawn, not_drawn = _figures(results)
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_PAGE), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.globals["style"] = (_PAGE / "report.css").read_text(encoding="utf-8")
    environment.globals["script"] = (_PAGE / "report.js").read_text(encoding="utf-8")
    return environment.get_template("report.html.j2").render(
        generator=GENERATOR, results=results, overview=_overview(results),
        best=best_settings_table(selections, naming), published=published_tables(selections),
        paired=paired_table(differences), across=across_table(differences), spread=spread_line(differences),
        coverage=COVERAGE, importance=importance_tables(selections, naming), figures=drawn, not_drawn=not_drawn,
        failures=failures_table(results.trials), trials=trials_table(results.trials), facts=_facts(results),
        commands=_commands(results), sweep_text=results.attributes.get("sweep_text", ""))


def _overview(results):
    trials, points = results.trials, results.attributes["points"]
    counts = trials["status"].value_counts()
    parts = [f"{counts.get('done', 0)} of {points} trials are done"]
    parts += [f"{counts[status]} {status}" for status in ("pruned", "diverged", "failed", "crashed") if status in counts]
    if points > len(trials):
        parts.append(f"{points - len(trials)} have not ended yet")
    return ", ".join(parts) + "."


def _figures(results):
    """What can be drawn as (name, caption, PNG in base 64), and why the rest cannot."""
    drawn, not_drawn = [], []
    for name, draw in FIGURES.items():
        try:
            picture = io.BytesIO()
            save(draw(results), picture, "png")
            drawn.append((name, caption(draw), base64.b64encode(picture.getvalue()).decode()))
        except NotApplicable as why:
            not_drawn.append((name, str(why)))
    return drawn, not_drawn


def _facts(results):
    """What the numbers may depend on, by name."""
    trials, attributes = results.trials, dict(results.attributes)
    facts = {"result file": results.path.name, "SHA-256": results.digest}
    for name, title in (("program_version", "friendly"), ("program_commit", "commit"), ("compiler", "compiler"),
                        ("libtorch", "LibTorch"), ("blas", "BLAS"), ("mpi", "MPI"), ("devices", "devices")):
        if attributes.get(name):
            facts[title] = attributes[name]
    if len(trials):
        facts["machines"] = ", ".join(f"{host} ({device})" for host, device in sorted(
            set(zip(trials["host"], trials["device"]))))
        facts["trained"] = f"{_time(trials['start'].min())} to {_time((trials['start'] + trials['seconds']).max())}"
    origins = json.loads(attributes.get("dataset_origins", "{}"))
    for name, checksum in json.loads(attributes.get("dataset_checksums", "{}")).items():
        facts[f"data set {name}"] = f"{origins.get(name, '')}; SHA-256 {checksum}".lstrip("; ")
    return facts


def _time(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def _commands(results):
    commands = [results.attributes["command_line"]] if results.attributes.get("command_line") else []
    name = results.path.name
    return [*commands, f"friendly tables {name}", f"python3 -m friendly_sweep.report {name} -o report.html"]


def write(results, path):
    """Writes the report to `path`. Raises UserError if that is a file of another kind, or cannot be written."""
    path = pathlib.Path(path)
    _ensure_replaceable(path)
    text = render(results)
    aside = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    except OSError as error:
        raise UserError(f"cannot write {path}", error.strerror, "name another place") from None


def _ensure_replaceable(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            if GENERATOR not in file.read(1000):
                raise UserError(f"{path} exists already", "it is not a report", "name another file")
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UserError(f"cannot write {path}", error.strerror, "name another place") from None


def main():
    parser = argparse.ArgumentParser(prog="python3 -m friendly_sweep.report",
                                     description="Makes one page of a result file, which needs no network.")
    parser.add_argument("file", metavar="FILE", help="a result file of friendly")
    parser.add_argument("-o", metavar="OUT", dest="out", default="report.html", help="the page (report.html)")
    arguments = parser.parse_args()
    results = load(arguments.file)
    write(results, arguments.out)
    print(f"report: {arguments.out}")


if __name__ == "__main__":
    run_main(main)
