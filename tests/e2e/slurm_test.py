"""slurm/sweep.sbatch on a real Slurm: munged, slurmctld and two slurmds started here, without an init system.

Skipped, with the reason, if Slurm is not installed or we are not root. Each node has its own host name.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

from program import (ENVIRONMENT, FRIENDLY, Folder, expect, expect_equal_tables, journal_size, journal_trials,
                     kill, run, sweep_command, wait_for)

SKIPPED = 77
NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel", "sinfo", "mpirun", "unshare")
SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "slurm" / "sweep.sbatch"
LONG = pathlib.Path(__file__).with_name("slurm.toml")
CONFIGURATION = """ClusterName=e2e
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={root}/munge.sock
CredType=cred/munge
StateSaveLocation={root}/state
SlurmdSpoolDir={root}/spool.%n
TmpFS=/tmp
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd.%n.pid
SlurmctldLogFile={root}/slurmctld.log
SlurmdLogFile={root}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={root}/ended.txt
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MinJobAge=600
NodeName=DEFAULT CPUs=8 CoresPerSocket=8 RealMemory=4000
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count):
    """Ports that nobody listens on; each is held until all are found."""
    sockets = [socket.socket() for _ in range(count)]
    for item in sockets:
        item.bind(("127.0.0.1", 0))
    ports = [item.getsockname()[1] for item in sockets]
    for item in sockets:
        item.close()
    return ports


class Cluster:
    """A Slurm cluster of two nodes on this machine, below a folder whose name is short enough for sockets."""

    def __init__(self, root):
        self.root = root
        self.daemons = []
        self.environment = dict(ENVIRONMENT, SLURM_CONF=f"{root}/slurm.conf", FRIENDLY=FRIENDLY,
                                MPIRUN_OPTIONS="--oversubscribe --mca btl_tcp_if_include lo --mca oob_tcp_if_include lo",
                                END_LIMIT="3")

    def __enter__(self):
        root, ports = self.root, free_ports(3)
        root.chmod(0o755)  # munged requires that everybody can reach its socket
        names = ["n1", "n2"]
        (root / "state").mkdir()
        nodes = []
        for name, port in zip(names, ports[1:]):
            (root / f"spool.{name}").mkdir()
            nodes.append(f"NodeName={name} NodeHostname={name} NodeAddr=127.0.0.1 Port={port}")
        (root / "hosts").write_text(pathlib.Path("/etc/hosts").read_text()
                                    + "".join(f"127.0.0.1 {name}\n" for name in names))
        (root / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], port=ports[0], root=root, nodes="\n".join(nodes)))
        (root / "munge.key").write_bytes(os.urandom(128))
        (root / "munge.key").chmod(0o600)
        self.start("munged", "-F", f"--key-file={root}/munge.key", f"--socket={root}/munge.sock",
                   f"--pid-file={root}/munged.pid", f"--log-file={root}/munged.log", f"--seed-file={root}/munged.seed")
        wait_for((root / "munge.sock").exists, "munged", 20)
        self.start("slurmctld", "-D", "-i", "-f", f"{root}/slurm.conf")
        for name in names:  # its own host name, hosts file and shared memory
            self.start("unshare", "--uts", "--mount", "bash", "-c",
                       'hostname $1; mount --bind $2/hosts /etc/hosts; mount -t tmpfs tmpfs /dev/shm; '
                       'exec slurmd -D -N $1 -f $2/slurm.conf', "_", name, str(root))
        wait_for(lambda: self.ask("sinfo", "-h", "-N", "-t", "idle", "-o", "%N").split() == names, "both nodes", 60)
        return self

    def __exit__(self, *error):
        subprocess.run(["scancel", "-u", "root"], env=self.environment)
        try:
            wait_for(lambda: not self.ask("squeue", "-h"), "jobs to end", 30)
        except AssertionError:
            pass
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def start(self, *command):
        log = open(self.root / "daemons.log", "ab")
        self.daemons.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log))

    def ask(self, *command):
        return subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True).stdout.strip()

    def submit(self, nodes, output, *options):
        answer = self.ask("sbatch", "--parsable", f"--nodes={nodes}", f"--ntasks-per-node={3 if nodes == 1 else 2}",
                          "-o", f"{output}.log", str(SCRIPT), str(LONG), str(output), "--bundle", "2", *options)
        expect(answer.isdigit(), f"sbatch: {answer}")
        return answer

    def state(self, job):
        return self.ask("squeue", "-h", "-j", job, "-t", "all", "-o", "%T")

    def ended(self, job):
        """Whether the job has ended for good. A requeued job is made to start at once."""
        state = self.state(job)
        if state == "PENDING":
            # The nodes refuse the job until they have cleaned up after its previous run.
            time.sleep(3)
            self.ask("scontrol", "update", f"jobid={job}", "StartTime=now")
        expect(state not in ("FAILED", "NODE_FAIL", "TIMEOUT", "OUT_OF_MEMORY", "CANCELLED"), f"job {job}: {state}")
        return state == "COMPLETED"

    def starts(self, output):
        return pathlib.Path(f"{output}.log").read_text().count("a requeued job resumes it")


def friendly_ranks(output):
    """Process ids of a sweep's ranks, by rank, as their environment says."""
    found = {}
    for entry in os.listdir("/proc"):
        try:
            if str(output).encode() not in pathlib.Path(f"/proc/{entry}/cmdline").read_bytes():
                continue
            for word in pathlib.Path(f"/proc/{entry}/environ").read_bytes().split(b"\0"):
                if word.startswith(b"OMPI_COMM_WORLD_RANK="):
                    found[int(word.split(b"=")[1])] = int(entry)
        except OSError:
            continue
    return found


def usr1(cluster, job, output):
    cluster.ask("scancel", "--signal=USR1", "--batch", job)


def requeue(cluster, job, output):
    cluster.ask("scontrol", "requeue", job)


def node_down(cluster, job, output):
    cluster.ask("scontrol", "update", "nodename=n2", "state=down", "reason=test")
    wait_for(lambda: cluster.state(job) != "RUNNING", "Slurm to requeue", 60)
    cluster.ask("scontrol", "update", "nodename=n2", "state=resume")


def kill_worker(cluster, job, output):
    kill([friendly_ranks(output)[1]])


def kill_rank_0(cluster, job, output):
    kill([friendly_ranks(output)[0]])


CASES = [("one node", 1, None, []), ("two nodes", 2, None, []), ("scancel --signal=USR1", 1, usr1, []),
         ("scontrol requeue", 2, requeue, []), ("a node set down", 2, node_down, []),
         ("a worker killed", 2, kill_worker, ["--heartbeat", "3"]),
         ("rank 0 killed", 1, kill_rank_0, ["--heartbeat", "3"])]


def paper_tables(cluster, folder, reference):
    """The other script: the sweep, then its tables and its page next to the result file."""
    output = folder / "tables.h5"
    cluster.environment.update(SCRIPTS=str(SCRIPT.parent))
    job = cluster.ask("sbatch", "--parsable", "--ntasks-per-node=3", "-o", f"{output}.log",
                      str(SCRIPT.with_name("paper-tables.sbatch")), str(LONG), str(output), "--bundle", "2")
    wait_for(lambda: cluster.ended(job), "paper-tables.sbatch to end", 240)
    expect_equal_tables(output, reference)
    for ending in ("markdown", "latex", "csv"):
        expect("two_moons" in output.with_suffix(f".{ending}").read_text().replace("\\_", "_"), f"a table in {ending}")
        for table in ("table1", "table2"):
            expect("published" in output.with_suffix(f".{table}.{ending}").read_text(), f"{table} in {ending}")
    if subprocess.run(["python3", "-c", "import h5py, jinja2, matplotlib, pandas, scipy, statsmodels"]).returncode == 0:
        expect("<html" in output.with_suffix(".html").read_text(), "a page")
    print("paper-tables.sbatch: complete, with its tables", flush=True)


def main():
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        print(f"skipped: {'not installed: ' + ', '.join(missing) if missing else 'needs root'}")
        sys.exit(SKIPPED)
    if subprocess.run(["unshare", "--uts", "--mount", "true"]).returncode != 0:
        print("skipped: each node needs its own mounts, which this system does not allow (a chroot?)")
        sys.exit(SKIPPED)
    with Folder() as folder:
        reference = folder / "reference.h5"
        run(sweep_command(reference, file=LONG))
        goal = journal_size(reference) / 4
        with Cluster(folder) as cluster:
            for number, (name, nodes, disturb, options) in enumerate(CASES):
                start = time.monotonic()
                output = folder / f"case{number}.h5"
                job = cluster.submit(nodes, output, *options)
                if disturb:
                    wait_for(lambda: journal_size(output) > goal, f"{name}: the sweep to run")
                    expect(cluster.state(job) == "RUNNING", f"{name}: the sweep ended before it could be disturbed")
                    disturb(cluster, job, output)
                wait_for(lambda: cluster.ended(job), f"{name}: the job to end", 240)
                trials = [trial["key"] for trial in journal_trials(output)]
                expect(len(trials) == len(set(trials)), f"{name}: a trial has two records")
                expect_equal_tables(output, reference)
                print(f"{name}: complete and equal, {time.monotonic() - start:.0f} s", flush=True)
            paper_tables(cluster, folder, reference)


main()
