"""Draws docs/figures/simplified.png: test images as the classifier is given them while the plan runs out.

    build/release/friendly train --dataset fashion --arch ff --method nft --simplifier unet --n_deep 2 \
      --n_filters_base 8 --n_train 4000 --epochs 20 --ratio_simp 0.9 --beta_simp 500 --lr_simp 1e-3 --lr_clf 1e-3 \
      --log_epochs 0,4,8,12 -o simplified.h5
    python3 docs/figures/simplified.py simplified.h5      # needs python3-h5py and python3-matplotlib
"""
import pathlib
import sys

import h5py
import matplotlib
import numpy

matplotlib.use("Agg")
from matplotlib import pyplot

with h5py.File(sys.argv[1]) as file:
    (logged,) = file["images"].values()
    images, epochs = logged[:], logged.attrs["epochs"]
    scale = {row["epoch"]: row["scale"] for row in file["epochs"][:]}

rows = [("test images", images[0, 0])]
rows += [(f"epoch {epoch}\nscale {scale[epoch]:.2f}", shown[1]) for epoch, shown in zip(epochs, images)]
figure, axes = pyplot.subplots(len(rows), images.shape[2], figsize=(7, 0.9 * len(rows)))
for line, (title, pictures) in zip(axes, rows):
    for axis, picture in zip(line, pictures):
        axis.imshow(numpy.clip(picture[0], 0, 1), cmap="gray", vmin=0, vmax=1)
        axis.set(xticks=[], yticks=[])
    line[0].set_ylabel(title, rotation=0, ha="right", va="center", fontsize=9)
figure.subplots_adjust(left=0.16, right=0.99, top=0.99, bottom=0.01, wspace=0.06, hspace=0.06)
figure.savefig(pathlib.Path(__file__).with_name("simplified.png"), dpi=110)
