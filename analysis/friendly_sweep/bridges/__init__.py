"""Results for other people's tools: Optuna, TensorBoard and Parquet, each an optional extra."""
import importlib
import pathlib

from friendly_sweep.errors import UserError


def needed(module, extra):
    """The module of that name. Raises UserError, which says how to install it, if it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.split(".")[0]
        raise UserError(f"cannot write for {extra}", f"the Python package {package} is not installed",
                        f"pip install {package}, or ./analysis[{extra}]") from None


def new_place(path):
    """`path`, whose folder is created. Raises UserError if something is there already."""
    path = pathlib.Path(path)
    if path.exists():
        raise UserError(f"{path} exists already", "it would be mixed with what is there", "name another place")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
