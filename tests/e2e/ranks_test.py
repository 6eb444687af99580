"""The same sweep on 1, 2, 3, 4, 5 and 7 ranks, and resumed on a different number: bitwise equal tables. What is
stopped under mpirun, the command resumes that is printed then."""

import pathlib
import shlex
import signal
import subprocess

from program import (FRIENDLY, INTERRUPTED, MPIRUN, Folder, Sweep, epochs_under_way, expect, expect_equal_tables,
                     journal_size, kill, run, sweep_command, wait_for)

LONG = pathlib.Path(__file__).with_name("long.toml")


def resumed(output, reference, jobs, stops):
    """Stops the sweep `stops` times, evenly over its journal; resumes it each time with a different number of ranks."""
    for number, job in enumerate(jobs):
        sweep = Sweep(output, *(("-j", job) if job else ()))
        if number < stops:
            goal = journal_size(reference) * (number + 1) / (stops + 1)
            wait_for(lambda: sweep.ended() or journal_size(output) > goal, "a part of the journal")
            kill([sweep.process.pid], signal.SIGUSR1)
        status = sweep.wait()
        expect(status in (0, INTERRUPTED), f"status {status}")
    expect(status == 0, "the last run finishes the sweep")
    expect_equal_tables(output, reference)


def stopped_under_mpirun(folder):
    output, reference = folder / "mpirun.h5", folder / "long.h5"
    run(sweep_command(reference, file=LONG))
    process = subprocess.Popen([*MPIRUN, "-n", "3", FRIENDLY, "sweep", LONG, "-o", output, "--bundle", "2"],
                               stderr=subprocess.PIPE)
    wait_for(lambda: process.poll() is not None or epochs_under_way(output), "some epochs")
    kill([process.pid], signal.SIGUSR1)  # after SIGINT mpirun would give its ranks no more than a second to save
    said = process.communicate(timeout=60)[1].decode()
    [again] = [line for line in said.splitlines() if line.startswith("  mpirun -n 3 ")]
    subprocess.run([*MPIRUN, *shlex.split(again)[1:]], check=True, capture_output=True)
    expect_equal_tables(output, reference)
    print("stopped under mpirun and resumed: equal")


def main():
    with Folder() as folder:
        reference = folder / "ranks1.h5"
        run(sweep_command(reference))
        for ranks in (2, 3, 4, 5, 7):
            output = folder / f"ranks{ranks}.h5"
            run(sweep_command(output, "-j", ranks - 1))
            expect_equal_tables(output, reference)
            print(f"{ranks} ranks: equal", flush=True)
        resumed(folder / "fewer.h5", reference, [4, 2, 0], 2)
        resumed(folder / "more.h5", reference, [0, 3], 1)
        print("resumed on 5, 3, 1 and on 1, 4 ranks: equal", flush=True)
        stopped_under_mpirun(folder)


main()
