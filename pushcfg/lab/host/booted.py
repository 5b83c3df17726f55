"""A booted host: a whole Debian with its own systemd, by systemd-nspawn on the same overlay."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from pushcfg.lab.host import cgroup, fittings, guard, kernel, plain, sysctl
from pushcfg.lab.host.fittings import Plan

REBOOT = 133  # what nspawn ends with when its host asked for a reboot
# Only when it listens can systemd be asked to say when it is done.
BOOT = "until [ -S /run/systemd/private ]; do sleep 0.02; done; exec systemctl is-system-running --wait"
BOOTED = ["sh", "-c", BOOT]
# systemd has to find the copied sysctls, so it starts after them; and it ends with nspawn, however that ends.
WAIT = f"until [ -e /{fittings.LAB}/go ]; do sleep 0.01; done; exec setpriv --pdeathsig KILL /sbin/init"
SYSCTLS = "/run/lab-sysctls"  # where nspawn shows the copy until it lies over /proc/sys
ENTERED = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWCGROUP
)
OPTIONS = [
    "--quiet",
    "--register=no",
    "--keep-unit",
    "--private-network",
    "--console=pipe",
    "--kill-signal=SIGRTMIN+3",
    "--link-journal=no",
    "--resolv-conf=off",
    "--timezone=off",
]


def start(plan: Plan, group: Path) -> None:
    """Turn this process into the systemd-nspawn of the host; never returns."""
    kernel.die_with_parent()
    os.setsid()
    cgroup.join(group)
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    fittings.mount_root(plan)
    sysctl.forget(plan.directory / "sysctl")
    view = sysctl.writable(plan.sysctls, plan.directory / "sysctl")
    # nspawn leaves locks and sockets in /run/systemd: not in this machine's.
    kernel.mount("tmpfs", "/run/systemd", "tmpfs", 0, "mode=755")
    lost = ",".join(guard.bounding_names(frozenset(guard.BOOTED_KEEPS)))
    argv = ["systemd-nspawn", *OPTIONS, f"--directory={plan.root}", f"--machine={plan.name}"]
    argv += [
        f"--hostname={plan.name}",
        f"--bind={view}:{SYSCTLS}",
        f"--drop-capability={lost}",
        "/bin/sh",
        "-c",
        WAIT,
    ]
    console = os.open(plan.directory / "console", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open("/dev/null", os.O_RDONLY)
    for place, descriptor in enumerate((null, console, console)):
        os.dup2(descriptor, place)
    # Only v2 inside, as on every Debian 12, also where this machine has both.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
    os.execvpe(argv[0], argv, environment)  # no shell is the point  # noqa: S606


def too_many() -> str:
    """What may be why a host has not booted that says nothing of it: systemd cannot watch what it has to."""
    limit = Path("/proc/sys/fs/inotify/max_user_instances").read_text().strip()
    return (f"each host that boots takes five of the machine's {limit} inotify instances: have fewer hosts, or raise "
            "them by `sysctl fs.inotify.max_user_instances=1024`")  # fmt: skip


def leader(nspawn: int) -> int | None:
    """The machine's number of the host's process 1, once it waits for the sysctls."""
    try:
        children = Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text().split()
        for child in children:
            status = Path(f"/proc/{child}/status").read_text()
            inner = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
            started = Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"/bin/sh\0-c\0until")
            if len(inner) > 2 and inner[-1] == "1" and started:
                return int(child)
    except (OSError, StopIteration):
        pass
    return None


def enter(plan: Plan, group: Path, host: int, channel: socket.socket) -> None:
    """Turn this process, already in the host's pid namespace, into its door; never returns."""
    kernel.die_with_parent()
    # Beside systemd's own groups, so that it need not account for what comes through the door.
    place = group / "payload" / "lab"
    place.mkdir(exist_ok=True)
    cgroup.join(place)
    kernel.setns(host, ENTERED)
    # nspawn's mounts are shared: a mount over /proc/sys would come back on itself.
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    sysctl.cover("/proc", SYSCTLS)
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_SHARED)
    kernel.unmount(SYSCTLS)
    os.rmdir(SYSCTLS)
    fittings.furnish(plan, "/")
    plain.offer_relay(plan, channel)
    plain.make_network(plan)
    guard.drop_capabilities(frozenset(guard.BOOTED_KEEPS))
    guard.forbid(guard.REACHES_OUT)
    Path(f"/{fittings.LAB}/go").touch()
    plain.start_door(channel)
