"""What nothing inside a lab host may do, whoever it is: capabilities and system calls taken away for good."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from pushcfg.errors import LabError
from pushcfg.lab.host import kernel

# linux/capability.h. Each of these reaches past namespaces: the clock, the kernel's code and log, devices.
DROPPED = {
    "ipc_lock": 14,
    "sys_module": 16,
    "sys_rawio": 17,
    "sys_pacct": 20,
    "sys_boot": 22,
    "sys_time": 25,
    "mknod": 27,
    "mac_override": 32,
    "mac_admin": 33,
    "syslog": 34,
    "wake_alarm": 35,
    "block_suspend": 36,
    "audit_read": 37,
    "perfmon": 38,
    "bpf": 39,
    "checkpoint_restore": 40,
}
BOOTED_KEEPS = {"sys_boot"}  # systemd reboots its own pid namespace with it

# Numbers on x86_64 and aarch64. Hosts keep CAP_SYS_ADMIN (for the hostname, say), which allows some of these.
REACHES_OUT = {
    "syslog": (103, 116),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "open_by_handle_at": (304, 265),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "quotactl": (179, 60),
}
# A new /proc or /sys, or taking away what covers them, would show the machine's own.
MOUNTS = {
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "setns": (308, 268),
}
ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # linux/audit.h, column above


def drop_capabilities(keep: frozenset[str] = frozenset()) -> None:
    """Take the dropped capabilities from this process and from all that it starts."""
    for name, number in DROPPED.items():
        if name not in keep:
            try:
                kernel.prctl(kernel.PR_CAPBSET_DROP, number)
            except OSError as error:
                if error.errno != errno.EINVAL:  # an older kernel does not know the newest capabilities
                    raise


def bounding_names(keep: frozenset[str] = frozenset()) -> list[str]:
    """The dropped capabilities in the spelling of systemd-nspawn."""
    return [f"CAP_{name.upper()}" for name in DROPPED if name not in keep]


def forbid(calls: dict[str, tuple[int, int]]) -> None:
    """Make these system calls fail with "not permitted", here and in all that this process starts."""
    program = _filter(calls)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    )
    # SECCOMP_MODE_FILTER; without no_new_privs, which would break sudo: this process has CAP_SYS_ADMIN.
    kernel.prctl(kernel.PR_SET_SECCOMP, 2, ctypes.c_void_p(ctypes.addressof(header)))


def architecture() -> tuple[int, int]:
    """This machine's audit number and its column in the tables above."""
    try:
        return ARCHITECTURES[platform.machine()]
    except KeyError:
        raise LabError(
            f"the lab knows no system call numbers for {platform.machine()}",
            hint="use the virtual machines of vagrant/",
        ) from None


def _filter(calls: dict[str, tuple[int, int]]) -> bytes:
    """The classic BPF program: other architectures and the listed calls get EPERM, all else passes."""
    audit, column = architecture()
    numbers = sorted(pair[column] for pair in calls.values())
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    denied = 0x00050000 | errno.EPERM  # SECCOMP_RET_ERRNO
    checks = len(numbers)
    code = [
        (load, 0, 0, 4),
        (equal, 0, checks + 3, audit),
        (load, 0, 0, 0),
        (at_least, checks + 1, 0, 0x40000000),  # the x32 numbers of x86
        *((equal, checks - index, 0, number) for index, number in enumerate(numbers)),
        (give, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
        (give, 0, 0, denied),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)
