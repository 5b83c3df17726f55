"""A file that exists in memory only and still has a path, for programs that insist on one."""

import ctypes
import os
import platform
from contextlib import contextmanager

# memfd_create(2), for Pythons before 3.8: its number in the system call table of each architecture.
NUMBERS = {"x86_64": 319, "aarch64": 279, "riscv64": 279, "ppc64le": 360, "s390x": 350, "i686": 356, "armv7l": 385}


@contextmanager
def memory_file(content):
    """Yield (path, descriptor) of a nameless file with this content."""
    descriptor = create()
    try:
        os.fchmod(descriptor, 0o600)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        # By way of this process, not of /proc/self: a program such as sshd begins with closing what it has inherited.
        yield "/proc/%d/fd/%d" % (os.getpid(), descriptor), descriptor
    finally:
        os.close(descriptor)


def create():
    """A descriptor of a new file in memory."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("pushcfg", 0)
    descriptor = ctypes.CDLL(None, use_errno=True).syscall(NUMBERS[platform.machine()], b"pushcfg", 0)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "memfd_create")
    return descriptor
