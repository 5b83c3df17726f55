"""Removing every trace of a lab, also of one that crashed: processes, control groups, mounts, files."""

from __future__ import annotations

import array
import errno
import fcntl
import os
import shutil
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pushcfg.errors import LabError
from pushcfg.lab import state as states
from pushcfg.lab.host import cgroup, kernel

PATIENCE = 30.0
# FS_IOC_GETFLAGS, FS_IOC_SETFLAGS; FS_IMMUTABLE_FL and FS_APPEND_FL (linux/fs.h).
GET_FLAGS, SET_FLAGS, LOCKED = 0x80086601, 0x40086602, 0x10 | 0x20


def stop(state: Path) -> None:
    """End the supervisor of a lab, gently first."""
    pid = states.supervisor(state)
    if pid is not None:
        _end(pid, state)
        # A child only of the process that started it.
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _end(pid: int, state: Path) -> None:
    for number, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, PATIENCE)):
        if not _is_supervisor(pid, state):
            return
        end = time.monotonic() + patience
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        while time.monotonic() < end:
            if not _is_supervisor(pid, state):
                return
            time.sleep(0.01)


def _is_supervisor(pid: int, state: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"pushcfg.lab.supervisor" in words and os.fsencode(state) in words


def clean(state: Path) -> None:
    """Remove what a lab without a supervisor left behind, all but its lock."""
    group = cgroup.of(state)
    if group is not None:
        cgroup.remove(group)
    end = time.monotonic() + PATIENCE
    while found := list(leftovers(state)):
        if time.monotonic() > end:
            raise LabError(f"processes of the lab '{state.name}' do not end: {found}")
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    for target in _mounts(state):
        kernel.unmount(target)
    for path in state.iterdir():
        if path.name != "lock":
            _remove(path)


def leftovers(state: Path) -> Iterator[int]:
    """Processes in a mount namespace that holds a host of the lab, except this machine's own namespace."""
    needle = f"upperdir={state}/"
    own = os.stat("/proc/self/ns/mnt").st_ino
    seen: dict[int, bool] = {own: False}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError):
                space = os.stat(f"/proc/{entry}/ns/mnt").st_ino
                if space not in seen:
                    seen[space] = needle in Path(f"/proc/{entry}/mountinfo").read_text(errors="replace")
                if seen[space]:
                    yield int(entry)


def _mounts(state: Path) -> list[str]:
    """What is mounted below the lab's directory here; the last first."""
    targets = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    return [target for target in reversed(targets) if target.startswith(f"{state}/")]


def _remove(path: Path) -> None:
    try:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    except OSError as error:
        if error.errno != errno.EPERM:
            raise
        # A playbook used chattr.
        for directory, _, files in os.walk(path):
            for name in ("", *files):
                _unlock(os.path.join(directory, name))
        shutil.rmtree(path)


def _unlock(path: str) -> None:
    """Take the immutable and append-only flags from a file or directory, where it has flags."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        try:
            flags = array.array("l", [0])
            fcntl.ioctl(descriptor, GET_FLAGS, flags, True)
            if flags[0] & LOCKED:
                fcntl.ioctl(descriptor, SET_FLAGS, struct.pack("l", flags[0] & ~LOCKED))
        finally:
            os.close(descriptor)
