"""Data sets of the catalogue's names and shapes, made in seconds, each in its own format.

Of an image or an embedding one half is brighter, which says what class it is; a text begins with the word for its
class.
"""

import zlib

import h5py
import numpy


def make_all(folder):
    """Fills an empty data folder with every data set below."""
    convex(folder / "convex")
    cifar10(folder / "cifar10")
    wine(folder / "wine")
    winedr(folder / "winedr")
    sealed(folder / "mnist_back_image", (1, 28, 28), n_known=10500, n_test=24500)
    sealed(folder / "mnist_rot", (1, 28, 28), n_known=10500, n_test=4500)
    sealed(folder / "rectangles", (3, 32, 32), n_known=1032, n_test=32)


def labels_and_noise(count, width):
    """Labels of two classes [count], and bytes [count, width] from 0 to 227."""
    chance = numpy.random.default_rng(count + width)
    labels = chance.integers(0, 2, count)
    noise = chance.integers(0, 128, (count, width), dtype=numpy.uint8)
    half = width // 2
    noise[labels == 0, :half] += 100
    noise[labels == 1, half:] += 100
    return labels, noise


def convex(folder):
    """Text, 28 x 28 pixels: 8 000 known images and 50 000 for testing."""
    folder.mkdir()
    for name, count in (("train.amat", 8000), ("test.amat", 50000)):
        labels, noise = labels_and_noise(count, 784)
        text = numpy.full((count, 785, 2), ord(" "), numpy.uint8)
        text[:, :784, 0] = ord("0") + (noise > 127)
        text[:, 784, 0] = ord("0") + labels
        text[:, 784, 1] = ord("\n")
        text.tofile(folder / name)


def cifar10(folder):
    """Bytes, 32 x 32 pixels of three colours: six files of 10 000 images."""
    folder.mkdir()
    labels, noise = labels_and_noise(10000, 3072)
    for name in [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]:
        numpy.column_stack([labels.astype(numpy.uint8), noise]).tofile(folder / name)


def wine(folder):
    """20 words of 30 000 a text, hence 20 002 sparse features: 100 000 known texts and 1 000 for testing."""
    folder.mkdir()
    chance = numpy.random.default_rng(1)
    labels = chance.integers(0, 2, 101000)
    words = chance.integers(0, 30000, (101000, 20))
    words[:, 0] = labels
    with open(folder / "winemag-data-130k-v2.csv", "w") as file:
        file.write("description,points\n")
        for label, text in zip(labels.tolist(), words.tolist()):
            file.write(" ".join(f"word{word}" for word in text) + f",{85 + 10 * label}\n")


def winedr(folder):
    """768 numbers an embedding: 100 000 known ones and 1 000 for testing."""
    folder.mkdir()
    labels, noise = labels_and_noise(101000, 768)
    numpy.save(folder / "embeddings.npy", noise.astype(numpy.float32) / 255)
    numpy.save(folder / "labels.npy", labels)


def sealed(folder, shape, n_known, n_test):
    """The program's own format, in which a set may be of any size and its images of any shape."""
    folder.mkdir()
    path = folder / "generated.h5"
    with h5py.File(path, "w", userblock_size=4096) as file:
        for group, count in (("known", n_known), ("test", n_test)):
            labels, noise = labels_and_noise(count, int(numpy.prod(shape)))
            file[f"{group}/labels"] = labels
            file[f"{group}/inputs"] = noise.reshape(-1, *shape).astype(numpy.float32) / 255
        for name, text in (("origin", "a test"), ("checksum", "none"), ("stamp", "generated"), ("width", "0")):
            file.attrs[name] = numpy.bytes_(text)
    with open(path, "r+b") as file:
        crc = zlib.crc32(file.read()[4096:])
        file.seek(0)
        file.write(f"friendly examples 1, CRC-32 of what follows at 4096: {crc:08x}\n".encode())
