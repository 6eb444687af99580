"""A network for the ranks of a sweep: each has a network namespace of its own and reaches the others by TCP only.

Two bridges connect the namespaces: `data`, which carries the ranks' messages and can be cut, and `control`, by which
mpirun starts them. Everything, processes too, vanishes with the process that has entered.
"""

import os
import subprocess
import sys

ENTERED = "FRIENDLY_E2E_NETWORK"
SEPARATELY = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
# Runs a command in its rank's namespace, which takes itself for a machine of its own: otherwise ranks would see each
# other's processes. Rank 0's disk is slow if SLOW_DISK says how slow.
AGENT = """#!/bin/sh
[ "$OMPI_COMM_WORLD_RANK" != 0 ] || [ -z "$SLOW_DISK" ] || set -- env LD_PRELOAD={slow_disk} "$@"
exec ip netns exec "rank$OMPI_COMM_WORLD_RANK" sh -c '
  mount --bind {folder}/boot_id$OMPI_COMM_WORLD_RANK /proc/sys/kernel/random/boot_id && exec "$@"' - "$@"
"""


def why_impossible():
    """Why there can be no such network here, or an empty text."""
    if os.geteuid() != 0:
        return "needs root"
    try:
        done = subprocess.run([*SEPARATELY, "ip", "link", "add", "data", "type", "bridge"], capture_output=True)
        return done.stderr.decode().strip()
    except FileNotFoundError as error:
        return f"{error.filename} is not installed"


def enter_namespaces():
    """Starts this script again in namespaces of its own, unless that has been done."""
    if ENTERED not in os.environ:
        os.environ[ENTERED] = "1"
        os.execvp(SEPARATELY[0], [*SEPARATELY, sys.executable, "-B", *sys.argv])


class Network:
    """Namespaces rank0, rank1, …: their addresses are 10.0.0.1, 10.0.0.2, … for data and 10.0.1.1, … for control."""

    def __init__(self, folder, ranks, slow_disk):
        self.agent = folder / "agent"
        self.agent.write_text(AGENT.format(folder=folder, slow_disk=slow_disk))
        self.agent.chmod(0o755)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)  # where `ip netns` keeps its names
        self.ip("link set lo up", "link add data type bridge", "link set data up", "link add control type bridge",
                "link set control up", "address add 10.0.1.254/24 dev control")
        for rank in range(ranks):
            self.ip(f"netns add rank{rank}")
            self.ip("link set lo up", namespace=f"rank{rank}")
            (folder / f"boot_id{rank}").write_text(f"machine {rank}\n")
            for number, bridge in enumerate(("data", "control")):
                self.ip(f"link add {bridge}{rank} type veth peer name {bridge} netns rank{rank}",
                        f"link set {bridge}{rank} master {bridge} up")
                self.ip(f"address add 10.0.{number}.{rank + 1}/24 dev {bridge}", f"link set {bridge} up",
                        namespace=f"rank{rank}")

    @staticmethod
    def ip(*commands, namespace=None):
        where = ["-n", namespace] if namespace else []
        subprocess.run(["ip", *where, "-batch", "-"], input="\n".join(commands), text=True, check=True)

    def environment(self, slow_disk=0):
        """What makes `friendly sweep -j` start its ranks here. Some of rank 0's syncs take `slow_disk` seconds."""
        return {"OMPI_MCA_orte_fork_agent": str(self.agent), "OMPI_MCA_btl": "self,tcp",
                "OMPI_MCA_btl_tcp_if_include": "data", "PMIX_MCA_ptl_base_if_include": "control",
                "PMIX_MCA_ptl_base_remote_connections": "1", "SLOW_DISK": str(slow_disk or ""),
                "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def cut(self, rank):
        self.ip(f"link set data{rank} down")

    def join(self, rank):
        self.ip(f"link set data{rank} up")
