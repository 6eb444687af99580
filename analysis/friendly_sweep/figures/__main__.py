"""python3 -m friendly_sweep.figures FILE -o DIR [--format png] [--only NAME]: draws all figures that the results
allow, and says why not the others."""
import argparse
import pathlib

from friendly_sweep.errors import NotApplicable, run_main
from friendly_sweep.figures import FIGURES, FORMATS, save
from friendly_sweep.load import load


def main():
    parser = argparse.ArgumentParser(prog="python3 -m friendly_sweep.figures",
                                     description="Draws all figures that a result file allows.")
    parser.add_argument("file", metavar="FILE", help="a result file of friendly")
    parser.add_argument("-o", metavar="DIR", dest="folder", type=pathlib.Path, required=True, help="where figures go")
    parser.add_argument("--format", choices=FORMATS, action="append", help="png if not given; can be repeated")
    parser.add_argument("--only", choices=list(FIGURES), action="append", metavar="NAME",
                        help=f"one of {', '.join(FIGURES)}; can be repeated")
    arguments = parser.parse_args()
    results = load(arguments.file)
    for name in arguments.only or FIGURES:
        try:
            made = FIGURES[name](results)
        except NotApplicable as why:
            print(f"no {name}: {why}")
            continue
        for kind in arguments.format or ["png"]:
            path = arguments.folder / f"{name}.{kind}"
            save(made, path)
            print(path)


run_main(main)
