"""Reads a result file with h5py and pandas, knowing nothing of the program but what it promises.

Arguments: the file that ResultFileTest writes from awkward_results(), and one written from no results.
"""
import json
import math
import sys

import h5py
import numpy as np
import pandas as pd

TRIAL_KINDS = {
    **dict.fromkeys(
        "key grid method dataset arch log_epochs optim cos_scheduler scaling simplifier hidden activation dtype status "
        "reason host device".split(), "S"),
    **dict.fromkeys(
        "run seed epochs batch_size test_batch_size iterations_simp n_deep n_filters_base n_train n_examples "
        "attempts bundle replicas rank threads memory epochs_done best_epoch n_parameters_clf n_parameters_simp".split(), "i"),
    **dict.fromkeys(
        "lr_clf weight_decay_clf lr_factor_clf ratio_simp lr_simp weight_decay_simp beta_simp acc_thres "
        "step_simp conf_thres noisy_labels noise start seconds best_train_acc best_val_acc best_test_acc "
        "best_test_acc_seen".split(), "f"),
    **dict.fromkeys(
        "target_conditioning sigmoid_postprocessing carry_gradient data_augmentation dropout".split(), "b"),
}
EPOCH_KINDS = {
    "trial": "i", "key": "S", "epoch": "i",
    **dict.fromkeys(
        "train_loss train_acc val_loss val_acc test_loss test_acc scale lr_clf simp_loss simp_penalty "
        "ft_iterations ft_share_left ft_perturbation seconds".split(), "f"),
}
SIZES = {"i": 8, "f": 8, "b": 1}


def check_columns(dataset, kinds):
    dtype = dataset.dtype
    missing, extra = set(kinds) - set(dtype.names), set(dtype.names) - set(kinds)
    assert not missing, missing
    for name in set(dtype.names) - extra:
        assert dtype[name].kind == kinds[name], (name, dtype[name])
        if kinds[name] == "S":
            info = h5py.check_string_dtype(dtype[name])
            assert info.encoding == "utf-8" and info.length >= 1, (name, info)
        else:
            assert dtype[name].itemsize == SIZES[kinds[name]], (name, dtype[name])
    help_texts = json.loads(dataset.attrs["help"])
    assert list(help_texts) == list(dtype.names)
    assert all(entry["help"] for entry in help_texts.values())


def frame(dataset):
    table = pd.DataFrame(dataset[:])
    for name in table.select_dtypes(object):
        table[name] = table[name].str.decode("utf-8")
    return table


def check_trials(trials):
    assert list(trials.key) == ["aaaa", "bbbb", "cccc"]
    assert list(trials.grid) == ["nft", "", "nft"]
    assert list(trials.run) == [1, 2, 3]
    assert list(trials.seed) == [2**63 - 1, 1, 1]
    assert list(trials.hidden) == ["[256,784]", "[]", "[]"]
    assert list(trials.target_conditioning) == [True, False, False]
    assert list(trials.carry_gradient) == [True, True, True]
    assert trials.lr_simp[0] == 0.1 + 0.2
    assert trials.beta_simp[1] == 5e-324
    assert trials.weight_decay_simp[1] == sys.float_info.max
    assert trials.acc_thres.isna().all()
    assert list(trials.status) == ["done", "diverged", "done"]
    assert trials.reason[1] == 'loss ∞ at "epoch" 1,\n\tΔ > 1e30 \\'
    assert list(trials.best_epoch) == [1, -1, 1]
    assert trials.best_val_acc[0] == 0.75 and math.isnan(trials.best_val_acc[1])
    assert list(trials.columns).index("grid") < list(trials.columns).index("method")
    assert list(trials.columns).index("dtype") < list(trials.columns).index("status")


def check_epochs(epochs):
    assert list(epochs.trial) == [0, 0, 2]
    assert list(epochs.key) == ["aaaa", "aaaa", "cccc"]
    assert list(epochs.epoch) == [0, 1, 0]
    assert list(epochs.train_loss) == [math.inf, 0.1 + 0.2, 0.1]
    assert epochs.val_loss[1] == -math.inf
    assert epochs.simp_loss[1] == 0 and np.signbit(epochs.simp_loss[1])
    assert epochs.test_loss.isna().all()


def check_examples(file):
    assert list(file["points"]) == list(file["boundaries"]) == ["aaaa"] and list(file["images"]) == ["cccc"]
    points, boundaries, images = file["points/aaaa"], file["boundaries/aaaa"], file["images/cccc"]
    assert {values.dtype for values in (points, boundaries, images)} == {np.dtype("<f4")}
    original = [[0.5, -1], [2, 0.25]]
    assert points[:].tolist() == [[original, [[0.25, -0.5], [2, 0.25]], [[-0.25, 0.5], [0, 0]]],
                                  [original, original, [[0, 0], [0, 0]]]]
    assert list(points.attrs["epochs"]) == list(boundaries.attrs["epochs"]) == [0, 7]
    assert list(points.attrs["labels"]) == [1, 0]
    assert list(boundaries.attrs["extent"]) == [-1, 3, -0.1, 1]
    assert (boundaries[:] == np.arange(24).reshape(2, 2, 2, 3) / 32).all()
    assert images.shape == (1, 3, 2, 1, 2, 2)
    assert images[0, :, 1, 0].tolist() == [[[1, 0], [1, 0]], [[1, 0.125], [1, 0]], [[0, 0.125], [0, 0]]]
    assert list(images.attrs["epochs"]) == [3] and list(images.attrs["labels"]) == [9, 4]
    axes = {name: list(json.loads(file[name].attrs["help"])) for name in ("images", "points", "boundaries")}
    assert axes == {"images": ["epoch", "kind", "example", "channel", "row", "column"],
                    "points": ["epoch", "kind", "example", "coordinate"],
                    "boundaries": ["epoch", "class", "row", "column"]}


def check_attributes(attributes):
    assert attributes["schema_version"] == 1
    assert attributes["points"] == 3
    assert attributes["command_line"] == "friendly sweep größe.toml -o sweep.h5"
    assert attributes["sweep_text"] == "[defaults]\nepochs = 2\n"
    assert attributes["overrides"] == "epochs = 2\n"
    assert json.loads(attributes["points_without_data"]) == {"cifar10": 7}
    assert json.loads(attributes["dataset_checksums"]) == {"convex": "c0ffee", "fashion": "f00d"}
    assert json.loads(attributes["dataset_origins"]) == {
        "convex": "generated from größe, seed 1", "fashion": 'files of "others"'}
    for name in "program_version program_commit compiler libtorch mpi devices sweep_file points_digest".split():
        assert attributes[name], name


with h5py.File(sys.argv[1], "r") as file:
    check_columns(file["trials"], TRIAL_KINDS)
    check_columns(file["epochs"], EPOCH_KINDS)
    check_trials(frame(file["trials"]))
    check_epochs(frame(file["epochs"]))
    check_examples(file)
    check_attributes(file.attrs)
with h5py.File(sys.argv[2], "r") as file:
    check_columns(file["trials"], TRIAL_KINDS)
    check_columns(file["epochs"], EPOCH_KINDS)
    assert len(frame(file["trials"])) == len(frame(file["epochs"])) == 0
