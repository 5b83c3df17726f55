"""What a lab host is fitted with: files of its own, and what ssh needs, out of reach of roles."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pushcfg.lab import base
from pushcfg.lab.host import door, kernel
from pushcfg.lab.state import Record

LAB = "run/lab"  # a tmpfs: it never shows in what a run changed
SSHD = ["/usr/sbin/sshd", "-i", "-f", f"/{LAB}/sshd_config"]
DOOR = ["/usr/bin/python3", "-I", "-S", "-B", f"/{LAB}/door.py"]
SSHD_CONFIG = f"""\
HostKey /{LAB}/host_key
AuthorizedKeysFile /{LAB}/authorized_keys .ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PidFile none
PrintMotd no
PrintLastLog no
MaxStartups 1000
MaxSessions 1000
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
"""
# systemd-sysctl writes without cutting off what was there, which a file keeps and a kernel does not.
SYSCTL_SERVICE = "[Service]\nExecStart=\nExecStart=/sbin/sysctl -q -e --system\n"
# Nobody types passwords at a host's console, and each of these units holds one of the machine's few inotify instances.
UNWATCHED = ("systemd-ask-password-console.path", "systemd-ask-password-wall.path")
NEVER = "[Unit]\nConditionPathExists=/nowhere\n"


@dataclass(frozen=True)
class Plan:
    """All that is needed to make one host."""

    index: int
    name: str
    directory: Path
    base: Path
    sysctls: Path
    key: str
    host_key: str
    door: str
    packages: bool

    @property
    def root(self) -> Path:
        """Where the host's overlay is mounted, in the mount namespace of whoever makes it."""
        return self.directory / "root"

    @property
    def upper(self) -> Path:
        """What a run changed in the host."""
        return self.directory / "upper"

    @property
    def overlay(self) -> str:
        """The options of the host's overlay."""
        lower = f"{self.directory}/layer:{self.base}"
        return f"lowerdir={lower},upperdir={self.upper},workdir={self.directory}/work"


def plans(state: Path, record: Record) -> list[Plan]:
    """What is needed to make each host of a lab."""
    key, host_key = ((state / name).read_text() for name in ("id.pub", "host_key"))
    inside = Path(door.__file__).read_text()
    return [
        Plan(
            index=index,
            name=host.name,
            directory=host.upper.parent,
            base=record.base,
            sysctls=state / "sysctls",
            key=key,
            host_key=host_key,
            door=inside,
            packages=record.packages,
        )
        for index, host in enumerate(record.hosts)
    ]


def mount_root(plan: Plan) -> None:
    """Mount the host's overlay in the mount namespace of this process, also once more after a reboot."""
    # Nothing of a lab has to survive a crash, and to wait for the disk is most of what dpkg does.
    shutil.rmtree(plan.directory / "work/work/incompat/volatile", ignore_errors=True)
    try:
        kernel.mount("overlay", str(plan.root), "overlay", 0, f"{plan.overlay},volatile")
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        kernel.mount("overlay", str(plan.root), "overlay", 0, plan.overlay)  # a kernel before 5.10


def lay_out(plan: Plan, *, init: bool) -> None:
    """Make the host's directories, and the layer between base and upper with what differs between hosts."""
    for name in ("root", "upper", "work"):
        (plan.directory / name).mkdir(parents=True)
    machine = hashlib.sha256(str(plan.directory).encode()).hexdigest()[:32]
    hosts = f"127.0.0.1\tlocalhost\n127.0.1.1\t{plan.name}\n::1\tlocalhost ip6-localhost ip6-loopback\n"
    _layer(plan, "etc/hostname", f"{plan.name}\n")
    _layer(plan, "etc/hosts", hosts)
    _layer(plan, "etc/machine-id", f"{machine}\n", 0o444)
    if init:
        _layer(plan, "usr/lib/systemd/system/systemd-sysctl.service.d/lab.conf", SYSCTL_SERVICE)
        for unit in UNWATCHED:
            _layer(plan, f"usr/lib/systemd/system/{unit}.d/lab.conf", NEVER)
    else:
        _layer(plan, "usr/sbin/policy-rc.d", base.NO_SERVICES, 0o755)


def _layer(plan: Plan, name: str, text: str, mode: int = 0o644) -> None:
    file = plan.directory / "layer" / name
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    file.write_text(text)
    file.chmod(mode)


def furnish(plan: Plan, root: str) -> None:
    """Write the door and what sshd needs below a host's root."""
    place = Path(root, LAB)
    place.mkdir(mode=0o755)
    Path(root, "run/sshd").mkdir(mode=0o755, exist_ok=True)
    files = {
        "sshd_config": SSHD_CONFIG,
        "authorized_keys": plan.key,
        "host_key": plan.host_key,
        "door.py": plan.door,
    }
    for name, text in files.items():
        with open(os.open(place / name, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(text)
        (place / name).chmod(0o600 if name == "host_key" else 0o644)


def network(index: int) -> str:
    """What `ip -batch` needs for a dead-end eth0, so that facts have a default address."""
    high, low = divmod(index, 250)
    address = f"198.18.{high}.{low + 10}"
    return (
        f"link add eth0 address 02:00:c6:12:{high:02x}:{low + 10:02x} type veth peer name wall0\n"
        "link set wall0 up\n"
        f"addr add {address}/16 dev eth0\n"
        "link set eth0 up\n"
        "route add default via 198.18.255.254\n"
    )
