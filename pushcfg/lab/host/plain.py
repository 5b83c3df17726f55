"""A plain host: namespaces over an overlay, with the door as its process 1 and no init."""

from __future__ import annotations

import os
import socket
import stat
import subprocess

from pushcfg.lab import base
from pushcfg.lab.host import fittings, guard, kernel, sysctl
from pushcfg.lab.host.fittings import Plan

OWN = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWCGROUP
)
SAFE = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
# Parts of /proc that act on the machine, or show what is the machine's alone.
READ_ONLY = ("acpi", "bus", "driver", "fs", "irq", "mtrr", "scsi", "sysrq-trigger", "tty")
HIDDEN = ("kcore", "kmsg", "keys", "timer_list")
NODES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}
LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
    "ptmx": "pts/ptmx",
}


def become(plan: Plan, channel: socket.socket) -> None:
    """Turn this process, the first of a new pid namespace, into the host; never returns."""
    kernel.die_with_parent()
    kernel.unshare(OWN)
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    root = str(plan.root)
    fittings.mount_root(plan)
    _proc(plan, f"{root}/proc")
    kernel.mount("sysfs", f"{root}/sys", "sysfs", SAFE | kernel.MS_RDONLY)
    kernel.mount("tmpfs", f"{root}/run", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=755")
    kernel.mount("tmpfs", f"{root}/tmp", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=1777")  # the host's own  # noqa: S108
    _dev(f"{root}/dev")
    os.mkdir(f"{root}/run/lock", 0o1777)
    fittings.furnish(plan, root)
    socket.sethostname(plan.name)
    kernel.loopback_up()
    offer_relay(plan, channel)
    _pivot(root)
    make_network(plan)
    guard.drop_capabilities()
    guard.forbid(guard.REACHES_OUT | guard.MOUNTS)
    start_door(channel)


def offer_relay(plan: Plan, channel: socket.socket) -> None:
    """Give the supervisor a socket that listens in this network namespace, for the package relay."""
    if plan.packages:
        with socket.create_server(("127.0.0.1", base.RELAY_PORT), backlog=64) as relay:
            socket.send_fds(channel, [b'{"relay": true}'], [relay.fileno()])


def start_door(channel: socket.socket) -> None:
    """Execute the door with nothing of this process but the channel; never returns."""
    os.setsid()
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    # First out of the way of 3: the channel may have any number, and null may be 3.
    high = os.dup2(channel.fileno(), 1000)
    os.dup2(high, 3)
    os.closerange(4, 65536)
    os.umask(0o022)
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    os.execve(fittings.DOOR[0], fittings.DOOR, environment)  # noqa: S606


def _proc(plan: Plan, proc: str) -> None:
    kernel.mount("proc", proc, "proc", SAFE)
    sysctl.forget(plan.directory / "sysctl")
    sysctl.cover(proc, str(sysctl.writable(plan.sysctls, plan.directory / "sysctl")))
    for name in READ_ONLY:
        if os.path.exists(f"{proc}/{name}"):
            kernel.bind(f"{proc}/{name}", f"{proc}/{name}", kernel.MS_RDONLY | SAFE)
    for name in HIDDEN:
        if os.path.exists(f"{proc}/{name}"):
            kernel.bind("/dev/null", f"{proc}/{name}", kernel.MS_RDONLY)


def _dev(dev: str) -> None:
    """Device nodes of the host's own: a bind mount would let a chmod change the machine's."""
    kernel.mount("tmpfs", dev, "tmpfs", kernel.MS_NOSUID, "mode=755")
    os.umask(0)
    for name, numbers in NODES.items():
        os.mknod(f"{dev}/{name}", stat.S_IFCHR | 0o666, os.makedev(*numbers))
    for name, target in LINKS.items():
        os.symlink(target, f"{dev}/{name}")
    os.umask(0o022)
    for name in ("pts", "shm"):
        os.mkdir(f"{dev}/{name}")
    kernel.mount(
        "devpts", f"{dev}/pts", "devpts", kernel.MS_NOSUID, "newinstance,ptmxmode=0666,mode=620,gid=5"
    )
    kernel.mount("tmpfs", f"{dev}/shm", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=1777")


def _pivot(root: str) -> None:
    """Make the overlay the root and let go of the machine's."""
    os.chdir(root)
    kernel.pivot_root(".", ".")
    # The old root now lies over the new one at ".", see pivot_root(2).
    kernel.unmount(".")
    os.chdir("/")


def make_network(plan: Plan) -> None:
    """Give the host its eth0."""
    # Best effort: a kernel without veth makes a host without eth0.
    subprocess.run(
        ["/usr/sbin/ip", "-batch", "-"],
        input=fittings.network(plan.index).encode(),
        capture_output=True,
        check=False,
        env={},
    )
