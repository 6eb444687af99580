"""What a hyperparameter is for when results are compared, as src/trial/HyperparameterTable.cpp has it.

A result file has every hyperparameter as a column of /trials, between `grid` and `status`. Those that a trial does not
use have their defaults there.
"""
import numpy

EXPERIMENT = ("method", "dataset", "arch", "epochs", "noisy_labels", "n_train", "n_examples", "noise", "dtype")
"""Define what is compared: each value has its own row in a table."""

REPETITION = ("run", "seed")
"""Averaged over."""

EVALUATION = ("test_when", "test_batch_size", "log_epochs")
"""Decide no reported number."""


def is_searched_over(name):
    """Whether the best value of the hyperparameter `name` is reported: what the tuples above do not name."""
    return name not in EXPERIMENT + REPETITION + EVALUATION


_METHODS = {
    **dict.fromkeys(("ratio_simp", "scaling"), ("eef", "ft", "nft")),
    "iterations_simp": ("ft", "nft"),
    **dict.fromkeys(("step_simp", "conf_thres", "carry_gradient"), ("ft",)),
    **dict.fromkeys(("simplifier", "n_deep", "n_filters_base", "hidden", "activation", "target_conditioning",
                     "sigmoid_postprocessing", "lr_simp", "weight_decay_simp", "beta_simp", "acc_thres"), ("nft",)),
}
_CONDITIONS = {
    **dict.fromkeys(("n_deep", "n_filters_base"), lambda spec: spec["simplifier"] == "unet"),
    **dict.fromkeys(("hidden", "activation"), lambda spec: spec["simplifier"] == "ff"),
    "cos_scheduler": lambda spec: spec["optim"] == "sgdc+adam",
    "lr_factor_clf": lambda spec: spec["optim"] == "sgdc+adam" and spec["cos_scheduler"] != "none",
    "data_augmentation": lambda spec: spec["dataset"].startswith("cifar"),
    "dropout": lambda spec: spec["arch"] in ("cnn", "cnn2"),
    **dict.fromkeys(("n_examples", "noise"), lambda spec: spec["dataset"] == "two_moons"),
}


def hyperparameters(trials):
    """The names of the hyperparameters, in the order of the columns of `trials`."""
    columns = list(trials.columns)
    return columns[columns.index("grid") + 1:columns.index("status")]


def is_used(name, spec):
    """Whether a trial with the values `spec` (by name) uses the hyperparameter `name` at all."""
    return (spec["method"] in _METHODS.get(name, (spec["method"],))
            and _CONDITIONS.get(name, lambda spec: True)(spec))


def value_text(value):
    """A value as `friendly` writes it: "0.5", "500", "none", "true" or "[256,784]"."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, numpy.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (int, numpy.integer)):
        return str(value)
    return "none" if numpy.isnan(value) else repr(float(value)).removesuffix(".0")
