"""The same sweep on 1, 2, 3, 4, 5 and 7 ranks, and resumed on a different number: bitwise equal tables."""

import signal

from program import (INTERRUPTED, Folder, Sweep, expect, expect_equal_tables, journal_size, kill, run,
                     sweep_command, wait_for)


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
        print("resumed on 5, 3, 1 and on 1, 4 ranks: equal")


main()
