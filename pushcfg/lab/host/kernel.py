"""The system calls of namespaces and mounts that Python 3.11 does not have."""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import socket
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_REMOUNT = 0x20
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 1 << 18
MS_SHARED = 1 << 20
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24

# From arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of the kernel.
NUMBERS = {"x86_64": {"pivot_root": 155, "bpf": 321}, "aarch64": {"pivot_root": 41, "bpf": 280}}

_libc = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2)."""
    values = [value.encode() or None for value in (source, target, kind)]
    _check(_libc.mount(*values, ctypes.c_ulong(flags), data.encode() or None), f"mount {kind} {target}")


def bind(source: str, target: str, flags: int = 0) -> None:
    """A bind mount; flags such as MS_RDONLY need a second call."""
    mount(source, target, "", MS_BIND)
    if flags:
        mount("", target, "", MS_BIND | MS_REMOUNT | flags)


def unmount(target: str) -> None:
    """umount2(2), at once, whatever still uses it."""
    _check(_libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def unshare(flags: int) -> None:
    """unshare(2)."""
    _check(_libc.unshare(flags), "unshare")


def setns(descriptor: int, flags: int) -> None:
    """setns(2)."""
    _check(_libc.setns(descriptor, flags), "setns")


def pivot_root(new: str, old: str) -> None:
    """pivot_root(2)."""
    _check(syscall("pivot_root", new.encode(), old.encode()), f"pivot_root {new}")


def prctl(option: int, *values: int | ctypes.c_void_p) -> int:
    """prctl(2), with what it returns."""
    padded = [*values, *[0] * (4 - len(values))]
    longs = [value if isinstance(value, ctypes.c_void_p) else ctypes.c_ulong(value) for value in padded]
    return _check(_libc.prctl(option, *longs), f"prctl {option}")


def syscall(name: str, *values: object) -> int:
    """A system call without a function in the C library."""
    return int(_libc.syscall(ctypes.c_long(NUMBERS[platform.machine()][name]), *values))


def die_with_parent() -> None:
    """Ask for SIGKILL when the thread that started this process ends."""
    prctl(PR_SET_PDEATHSIG, 9)


def loopback_up() -> None:
    """Bring up `lo` in the network namespace of this process."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        # SIOCSIFFLAGS with IFF_UP | IFF_LOOPBACK | IFF_RUNNING (linux/if.h).
        fcntl.ioctl(handle, 0x8914, struct.pack("16sH14x", b"lo", 0x1 | 0x8 | 0x40))


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
