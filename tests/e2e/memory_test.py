"""A bundle that is too large for the memory is trained in smaller arrays, with the same numbers."""

import pathlib
import sys

import h5py

from program import FRIENDLY, Folder, expect, expect_equal_tables, run

# 12 million parameters per trial, but hardly any work. Arrays of four need so much more than halves of them that
# a limit that is lowered by a fifth passes between the two.
LARGE = """[defaults]
dataset = "two_moons"
n_examples = 200
epochs = 1
batch_size = 60
arch = "ff2"
method = "ct"
[[grid]]
name = "ct"
run = [1, 2, 3, 4, 5, 6, 7, 8]
"""


def command(output, file, *options):
    return [FRIENDLY, "sweep", str(file), "-o", str(output), "--bundle", "4", *map(str, options)]


def replicas(output):
    with h5py.File(output, "r") as file:
        return file["trials"]["replicas"].tolist()


def main():
    if b"__asan_init" in pathlib.Path(FRIENDLY).read_bytes():
        print("skipped: AddressSanitizer reserves more address space than the limits allow")
        sys.exit(77)
    with Folder() as folder:
        file, reference = folder / "large.toml", folder / "reference.h5"
        file.write_text(LARGE)
        run(command(reference, file))
        expect(set(replicas(reference)) == {4}, "whole bundles if there is enough memory")
        gigabytes = 3
        while True:
            output = folder / f"limit{gigabytes:.2f}.h5"
            said = run(command(output, file, "--memory", gigabytes))
            if set(replicas(output)) != {4}:
                break
            gigabytes *= 0.8
        expect(said.count("tried in halves") == 1, f"a second bundle of that shape is halved at once:\n{said}")
        expect("can't allocate memory" in said, f"it really ran out of memory:\n{said}")
        expect_equal_tables(output, reference)
        print(f"with {gigabytes:.2f} GB: arrays of {sorted(set(replicas(output)))} instead of 4, equal tables")


main()
