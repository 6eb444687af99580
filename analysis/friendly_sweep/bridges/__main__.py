"""python3 -m friendly_sweep.bridges optuna|tensorboard|parquet FILE -o OUT: writes results for other tools."""
import argparse

from friendly_sweep.bridges import optuna_studies, parquet, tensorboard
from friendly_sweep.errors import run_main
from friendly_sweep.load import load

BRIDGES = {"optuna": optuna_studies, "tensorboard": tensorboard, "parquet": parquet}


def main():
    parser = argparse.ArgumentParser(prog="python3 -m friendly_sweep.bridges",
                                     description="Writes the results of friendly for other tools.")
    parser.add_argument("tool", choices=list(BRIDGES))
    parser.add_argument("file", metavar="FILE", help="a result file of friendly")
    parser.add_argument("-o", metavar="OUT", dest="out", required=True,
                        help="Optuna: a file, SQLite if it ends in .db, else a journal; else a folder")
    arguments = parser.parse_args()
    BRIDGES[arguments.tool].write(load(arguments.file), arguments.out)
    print(arguments.out)


run_main(main)
