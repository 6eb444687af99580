#!/usr/bin/env python3
"""Creates the data set winedr: sentence embeddings of the wine reviews.

    python3 data/embed_wine.py [FOLDER]

Reads FOLDER/wine/winemag-data-130k-v2.csv (FOLDER defaults to `data`) and writes embeddings.npy ([reviews, 768]
float32) and labels.npy ([reviews] uint8, 1 for wines with 90 points or more) into FOLDER/winedr. Needs NumPy and
sentence-transformers, which downloads the model paraphrase-distilroberta-base-v1 on first use.
"""
import csv
import pathlib
import sys

import numpy as np
from sentence_transformers import SentenceTransformer

MODEL = "paraphrase-distilroberta-base-v1"


def main(folder):
    source = folder / "wine" / "winemag-data-130k-v2.csv"
    with open(source, encoding="utf-8", newline="") as file:
        reviews = list(csv.DictReader(file))
    target = folder / "winedr"
    target.mkdir(parents=True, exist_ok=True)
    labels = np.array([int(review["points"]) >= 90 for review in reviews], dtype=np.uint8)
    texts = [review["description"] for review in reviews]
    embeddings = SentenceTransformer(MODEL).encode(texts, batch_size=256, show_progress_bar=True)
    np.save(target / "embeddings.npy", embeddings.astype("<f4"))
    np.save(target / "labels.npy", labels)
    print(f"{target}: {embeddings.shape[0]} reviews, {embeddings.shape[1]} numbers each")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "data"))
