"""Starts the real program, kills parts of it, and reads what it left behind.

Every script in this folder is run as `python3 NAME_test.py /path/to/friendly`.
"""

import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import h5py
import numpy

FRIENDLY = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "friendly"
SWEEP = pathlib.Path(__file__).with_name("moons.toml").resolve()
ALL_DONE, SOME_FAILED, USAGE, INTERRUPTED = 0, 1, 2, 3

# Fields that may differ between two sweeps of the same points.
CIRCUMSTANCES = {"attempts", "replicas", "rank", "host", "start", "seconds", "memory", "device"}

ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1",
                   OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                   OMPI_MCA_mpi_yield_when_idle="1")

# On few cores binding would put several ranks onto the same one.
MPIRUN = ["mpirun", "--oversubscribe", "--bind-to", "none"] + ["--allow-run-as-root"] * (os.geteuid() == 0)


class Folder:
    """A temporary folder, which is kept if a check fails."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="friendly_e2e_"))
        return self.path

    def __exit__(self, error, value, trace):
        if error is None:
            shutil.rmtree(self.path)
        else:
            print(f"kept for inspection: {self.path}", file=sys.stderr)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def wait_for(condition, what, limit=120):
    """Polls until `condition` holds; returns its value."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        expect(time.monotonic() < end, f"waited {limit} s for {what}")
        time.sleep(0.005)


def sweep_command(output, *options, file=SWEEP, bundle=2):
    return [FRIENDLY, "sweep", str(file), "-o", str(output), "--bundle", str(bundle), *map(str, options)]


def run(command, status=ALL_DONE, limit=300, environment=ENVIRONMENT):
    """Runs to the end, checks the exit status and returns standard output and error, joined."""
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=limit)
    expect(done.returncode == status,
           f"{' '.join(map(str, command))}: status {done.returncode} instead of {status}\n{done.stdout}")
    return done.stdout


def status_of(output):
    """What `friendly status` says. As long as there is nothing to read, no trial has ended and none runs."""
    done = subprocess.run([FRIENDLY, "status", str(output), "--json"], env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(done.stdout) if done.returncode == ALL_DONE else {"ended": 0, "running": []}


def epochs_under_way(output):
    """The last known epoch of each trial that runs, by key."""
    return {trial["key"]: trial["progress"] for trial in status_of(output)["running"] if "progress" in trial}


class Sweep:
    """A sweep running in the background."""

    def __init__(self, output, *options, environment={}, **sweep):
        self.output = pathlib.Path(output)
        self.log = open(self.output.with_suffix(".log"), "ab")
        self.log_start = self.log.tell()
        self.process = subprocess.Popen(sweep_command(output, *options, **sweep),
                                        env=dict(ENVIRONMENT, **environment), stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log)

    def said(self):
        """What this start of the sweep has written so far."""
        return pathlib.Path(self.log.name).read_bytes()[self.log_start:].decode()

    def ended(self):
        return self.process.poll() is not None

    def wait(self, limit=120):
        try:
            status = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            kill(self.processes())
            raise
        self.log.close()
        return status

    def processes(self):
        """Ids of all processes of the sweep that still exist: our child and its descendants."""
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    stat = pathlib.Path(f"/proc/{entry}/stat").read_text()
                except OSError:
                    continue
                fields = stat[stat.rindex(")") + 2:].split()
                if fields[0] != "Z":
                    parents[int(entry)] = int(fields[1])
        family = {self.process.pid}
        grown = True
        while grown:
            more = {child for child, parent in parents.items() if parent in family} - family
            family |= more
            grown = bool(more)
        return [pid for pid in family if pid in parents]

    def ranks(self):
        """Process ids of the MPI ranks, by rank."""
        found = {}
        for pid in self.processes():
            try:
                words = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            except OSError:
                continue
            for word in words:
                if word.startswith(b"OMPI_COMM_WORLD_RANK="):
                    found[int(word.split(b"=")[1])] = pid
        return found


def kill(pids, signal_number=signal.SIGKILL):
    for pid in pids:
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            pass


def journal_path(output):
    return pathlib.Path(str(output) + ".journal")


def segments(output):
    """The journal's segments, in order."""
    return sorted(journal_path(output).glob("[0-9]*[0-9]"))


def journal_size(output):
    return sum(segment.stat().st_size for segment in segments(output))


def decoded(data, place=0):
    """The CBOR value at `place`, as far as journals use it (RFC 8949), and where it ends."""
    kind, size = data[place] >> 5, data[place] & 31
    place += 1
    if kind == 7:
        if size < 24:
            return {20: False, 21: True, 22: None}[size], place
        layout = {25: ">e", 26: ">f", 27: ">d"}[size]
        return struct.unpack_from(layout, data, place)[0], place + struct.calcsize(layout)
    if size >= 24:
        end = place + (1 << size - 24)
        size, place = int.from_bytes(data[place:end], "big"), end
    if kind == 0:
        return size, place
    if kind == 1:
        return -1 - size, place
    if kind == 3:
        return data[place:place + size].decode(), place + size
    values = []
    for _ in range(size if kind == 4 else 2 * size):
        value, place = decoded(data, place)
        values.append(value)
    return values if kind == 4 else dict(zip(values[::2], values[1::2])), place


PREFIX = struct.Struct("<4sIIII")  # magic, size of the head, of the body, CRC-32 of the body, of the head


def frames(segment):
    """The heads and bodies of a segment's intact records, in order; nothing in them may be damaged but the end."""
    data, place = segment.read_bytes(), 0
    while place + PREFIX.size <= len(data):
        magic, head_size, body_size, body_crc, head_crc = PREFIX.unpack_from(data, place)
        head = data[place + PREFIX.size:][:head_size]
        body = data[place + PREFIX.size + head_size:][:body_size]
        if len(body) < body_size or zlib.crc32(data[place + 4:place + 16] + head) != head_crc:
            return
        expect(magic == b"\x9eFJ1" and zlib.crc32(body) == body_crc, f"{segment}: a damaged record at byte {place}")
        yield decoded(head)[0], body
        place += PREFIX.size + head_size + body_size


def journal_records(output):
    """The kinds and contents of the journal's records, in order."""
    return [next(iter(head.items())) for segment in segments(output) for head, _ in frames(segment)]


def column(data, is_integer, over):
    """The values of a column of epochs: eight bytes each, all lowest bytes first."""
    bits = numpy.ascontiguousarray(numpy.frombuffer(data, numpy.uint8).reshape(8, -1).T).view("<u8").ravel()
    if not is_integer and over is None:
        return bits.view("<f8")
    integers = numpy.cumsum(bits, dtype="<u8").view("<i8")
    return integers if over is None else integers / over


def unpacked(head, body):
    """A trial record as a dictionary, with its epochs by column."""
    data = zlib.decompress(body)
    size = int.from_bytes(data[:4], "little")
    record, values = json.loads(data[4:4 + size]), data[4 + size:]
    count = 8 * record["epochs"]
    record["epochs"] = {name: column(values[i * count:(i + 1) * count], name == "epoch", record["over"].get(name))
                        for i, name in enumerate(record["columns"])} if count else {}
    return {"key": head[0], **record}


def journal_trials(output):
    """The journal's trial records, in order."""
    return [unpacked(head["trial"], body) for segment in segments(output) for head, body in frames(segment)
            if "trial" in head]


def ranks_at_work(output):
    """The ranks that have got further, in this start of the sweep, with trials that have no row yet."""
    ranks, further = {}, set()
    for kind, content in journal_records(output):
        if kind == "header":
            further.clear()
        elif kind == "start":
            ranks.update(dict.fromkeys(content["keys"], content["rank"]))
            further.difference_update(content["keys"])
        elif kind == "reached":
            further.update(content)
        elif kind == "trial":
            further.discard(content[0])
    return {ranks[key] for key in further}


def row_numbers(record):
    """A trial record without its circumstances, as text."""
    result = {k: v for k, v in record["result"].items() if k not in CIRCUMSTANCES}
    epochs = {k: v.tobytes().hex() for k, v in record["epochs"].items() if k not in CIRCUMSTANCES}
    return json.dumps([record["key"], record["spec"], result, epochs], sort_keys=True)


def table(output, name):
    """A table of the result file as a dictionary of columns, without circumstances."""
    with h5py.File(output, "r") as file:
        rows = file[name][:]
    return {column: rows[column] for column in rows.dtype.names if column not in CIRCUMSTANCES}


def keys_in(output):
    with h5py.File(output, "r") as file:
        return [key.decode() for key in file["trials"]["key"]]


def attempts(output):
    """How often each trial of the result file was handed out, by key."""
    with h5py.File(output, "r") as file:
        trials = file["trials"][:]
    return {key.decode(): count for key, count in trials[["key", "attempts"]].tolist()}


def examples_in(output):
    """All logged examples of the result file, with their attributes, by group and key."""
    with h5py.File(output, "r") as file:
        return {f"{group}/{key}": [values[:].tobytes(), *(list(value) for value in values.attrs.values())]
                for group in ("images", "points", "boundaries") for key, values in file.get(group, {}).items()}


def expect_equal_tables(output, reference):
    """Expects bitwise equality of everything but circumstances."""
    expect(examples_in(output) == examples_in(reference), f"{output}: examples differ from {reference}")
    for name in ("trials", "epochs"):
        ours, theirs = table(output, name), table(reference, name)
        expect(ours.keys() == theirs.keys(), f"{name}: the columns differ")
        for column in theirs:
            a, b = ours[column], theirs[column]
            expect(len(a) == len(b), f"{output}: /{name} has {len(a)} rows, {reference} has {len(b)}")
            same = a.tobytes() == b.tobytes() if a.dtype == b.dtype else numpy.array_equal(a, b)
            expect(same, f"{output}: /{name}/{column} differs from {reference}")
