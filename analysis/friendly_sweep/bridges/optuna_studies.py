"""Optuna studies: one per experiment (data set, classifier, method, …), minimising the validation error."""
import warnings

from friendly_sweep.bridges import needed, new_place
from friendly_sweep.hyperparameters import value_text
from friendly_sweep.selection import label_of, naming_hyperparameters, searched, select


def write(results, path):
    """Writes all studies to a new file: SQLite if its name ends in .db, else a journal (`optuna-dashboard` opens both).

    Each of our trials is one of the study's: its parameters are the hyperparameters that were searched over, its value
    the validation error in percent, its intermediate values those of the epochs, its user attributes key, run, seed,
    status, reason and test error. Returns the names of the studies.
    """
    optuna = needed("optuna", "optuna")
    storage = _storage(optuna, new_place(path))
    epochs = results.epochs[results.epochs["val_error"].notna()].groupby("trial")
    curves = {trial: dict(zip(part["epoch"].tolist(), part["val_error"].tolist())) for trial, part in epochs}
    selections = select(results.trials)
    naming = naming_hyperparameters(selections)
    for one in selections:
        study = optuna.create_study(study_name=label_of(one, naming), storage=storage, direction="minimize")
        study.set_user_attr("source", results.stamp)
        distributions = {name: _distribution(optuna, one.trials[name]) for name in searched(one.trials)}
        study.add_trials([_trial(optuna, row, distributions, curves.get(index, {}))
                          for index, row in one.trials.iterrows()])
    return [label_of(one, naming) for one in selections]


def _storage(optuna, path):
    if path.suffix == ".db":
        return f"sqlite:///{path}"
    storages = optuna.storages
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)  # of journals, before Optuna 4
    if hasattr(storages, "journal"):  # since Optuna 4
        return storages.JournalStorage(storages.journal.JournalFileBackend(str(path)))
    return storages.JournalStorage(storages.JournalFileStorage(str(path)))


def _distribution(optuna, column):
    """What a hyperparameter was drawn from: a range of numbers, logarithmic where it spans more than a factor of 10,
    or a list of words."""
    distributions, kind = optuna.distributions, column.dtype.kind
    if kind not in "if" or column.isna().any():
        return distributions.CategoricalDistribution(sorted({value_text(value) for value in column}))
    low, high = column.min().item(), column.max().item()
    is_log = low > 0 and high / low > 10
    if kind == "i":
        return distributions.IntDistribution(low, high, log=is_log)
    return distributions.FloatDistribution(low, high, log=is_log)


def _trial(optuna, row, distributions, curve):
    done = row["test_error"] == row["test_error"]
    words = optuna.distributions.CategoricalDistribution
    return optuna.trial.create_trial(
        state=optuna.trial.TrialState.COMPLETE if done else optuna.trial.TrialState.FAIL,
        value=row["val_error"] if done else None, distributions=distributions, intermediate_values=curve,
        params={name: value_text(row[name]) if isinstance(kind, words) else row[name]
                for name, kind in distributions.items()},
        user_attrs={"key": row["key"], "run": int(row["run"]), "seed": int(row["seed"]), "status": row["status"],
                    "reason": row["reason"], "test_error": float(row["test_error"]) if done else None})
