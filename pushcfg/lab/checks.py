"""Whether this machine can hold a lab, and if not, why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pushcfg.errors import LabError
from pushcfg.lab import base, state
from pushcfg.lab.base import Report
from pushcfg.lab.host import cgroup, guard

VAGRANT = "the virtual machines of vagrant/ (vagrant/README.md) work everywhere"
PACKAGES = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "ssh-keygen": "openssh-client",
}
NAMESPACES = ["unshare", "--mount", "--net", "--pid", "--uts", "--ipc", "--cgroup", "--fork", "true"]


def root() -> None:
    """Labs are made of namespaces and mounts, which take Linux and root."""
    if sys.platform != "linux":
        raise LabError(f"the lab needs Linux, and this is {sys.platform}", hint=VAGRANT)
    if os.geteuid() != 0:
        raise LabError("the lab needs root, to make namespaces and mounts", hint=f"use sudo, or {VAGRANT}")


def machine(*, systemd: bool) -> None:
    """A LabError that says why if this machine cannot hold such a lab."""
    root()
    guard.architecture()
    needed = [
        "ssh-keygen",
        *(["systemd-nspawn"] if systemd else []),
        *([] if base.path().is_dir() else ["debootstrap"]),
    ]
    for program in needed:
        if shutil.which(program) is None:
            raise LabError(
                f"{program} is not on this machine", hint=f"apt install {PACKAGES[program]}; or {VAGRANT}"
            )
    if systemd and cgroup.hierarchy() is None:
        raise LabError(
            "booted hosts need cgroup v2, which is not mounted", hint=f"go without --systemd, or {VAGRANT}"
        )
    why = _complaint(NAMESPACES)
    if why:
        raise LabError(f"no namespaces here ({why}); is this an unprivileged container?", hint=VAGRANT)


def place(report: Report) -> Path:
    """The first directory for labs in which a host's overlay can be written."""
    reasons: list[str] = []
    for directory in state.roots():
        why = _overlay(directory)
        if not why:
            if reasons:
                report(f"{reasons[0]}; so the lab lies in memory, where chattr does not work: {directory}")
            return directory
        reasons.append(f"{directory} cannot hold an overlay ({why})")
    raise LabError(
        "; ".join(reasons),
        hint=f"set PUSHCFG_LAB_DIR to a directory on a disk or a tmpfs; or {VAGRANT}",
    )


def _overlay(directory: Path) -> str:
    """Why no overlay can be mounted with its upper part there; nothing if one can."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".probe-", dir=directory) as probe:
            for name in ("lower", "upper", "work", "root"):
                Path(probe, name).mkdir()
            options = f"lowerdir={probe}/lower,upperdir={probe}/upper,workdir={probe}/work"
            mount = ["mount", "-t", "overlay", "overlay", "-o", options, f"{probe}/root"]
            # Where whiteouts and attributes cannot be made, the kernel mounts it read-only.
            test = f'"$@" && touch {probe}/root/file'
            return _complaint(["unshare", "--mount", "sh", "-c", test, "sh", *mount])
    except OSError as error:
        return str(error)


def _complaint(argv: list[str]) -> str:
    """What a command says when it fails; nothing if it succeeds."""
    try:
        result = subprocess.run(argv, capture_output=True, text=True, errors="replace", timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if result.returncode == 0:
        return ""
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    return lines[0].strip() if lines else f"{argv[0]} ended with {result.returncode}"
