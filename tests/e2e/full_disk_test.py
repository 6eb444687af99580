"""A disk that fills up during a sweep: the sweep pauses, reports it, and continues once there is room."""

import os
import pathlib
import subprocess
import sys

from program import (ENVIRONMENT, Folder, expect, expect_equal_tables, journal_size, journal_trials, run,
                     sweep_command, wait_for)

SKIPPED = 77
# A private disk that only this process and its children see.
SCRIPT = 'mount -t tmpfs -o size=$2 tmpfs "$1" && head -c $3 /dev/zero > "$1/ballast" || exit 77; ' \
         '"${@:5}"; status=$?; cp -r "$1"/full.h5* "$4" 2>/dev/null; exit $status'


def main():
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"]).returncode != 0:
        print("skipped: needs root and a mount namespace")
        sys.exit(SKIPPED)
    with Folder() as folder:
        reference = folder / "reference.h5"
        run(sweep_command(reference))
        needed = journal_size(reference) + 3 * reference.stat().st_size + 2**20
        room = journal_size(reference) // 2
        disk, out = folder / "disk", folder / "out"
        disk.mkdir()
        out.mkdir()
        log = open(folder / "log", "wb")
        process = subprocess.Popen(
            ["unshare", "--mount", "bash", "-c", SCRIPT, "_", disk, str(needed), str(needed - room), out]
            + sweep_command(disk / "full.h5"), env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        said = lambda words: words in (folder / "log").read_text()
        wait_for(lambda: said("the sweep pauses") or process.poll() is not None, "the disk to be full")
        expect(process.poll() is None, f"it ended: {(folder / 'log').read_text()}")
        ballast = pathlib.Path(f"/proc/{process.pid}/root{disk}/ballast")
        ballast.unlink()
        expect(process.wait(120) == 0, "the sweep continues to its end")
        expect(said("No space left on device") and said("the disk takes results again"), "it reports what happens")
        trials = [trial["key"] for trial in journal_trials(out / "full.h5")]
        expect(len(trials) == len(set(trials)) == 60, "one record per trial")
        expect_equal_tables(out / "full.h5", reference)
        print("a full disk pauses the sweep and loses nothing")


main()
