"""Who holds the lock of a package manager's database."""

import fcntl
import struct

from ..core.failure import Failure, Missing

DPKG = ("/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock")
RPM = ("/var/lib/rpm/.rpm.lock", "/usr/lib/sysimage/rpm/.rpm.lock")
# dnf and yum write the number of their process there.
PID_FILES = ("/var/cache/dnf/metadata_lock.pid", "/var/cache/dnf/download_lock.pid", "/var/lib/dnf/rpmdb_lock.pid",
             "/run/yum.pid", "/var/run/yum.pid")
# struct flock: type, whence, start, length, pid.
FLOCK = "hhqqi"


def locker(path):
    """The number of the process that holds the lock on a file; None if nobody does."""
    try:
        with open(path, "rb") as file:
            told = fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(FLOCK, fcntl.F_WRLCK, 0, 0, 0, 0))
    except OSError:
        return None
    kind, _, _, _, pid = struct.unpack(FLOCK, told)
    return None if kind == fcntl.F_UNLCK else pid


def holder(system, locks, pid_files=()):
    """`process 123 (apt-get upgrade)`, which holds one of the locks; None if they are all free."""
    for path in locks:
        pid = system.record("locker", path, lambda path=path: locker(path))
        if pid is not None:
            return named(system, pid)
    for path in pid_files:
        try:
            pid = system.text(path).strip()
        except Missing:
            continue
        if pid.isdigit() and system.stat("/proc/" + pid) is not None:
            return named(system, pid)
    return None


def named(system, pid):
    """A process with its command line."""
    try:
        line = system.text("/proc/%s/cmdline" % pid).replace("\0", " ").strip()
    except Failure:
        line = ""
    return "process %s (%s)" % (pid, line or "unknown")


def wait(system, what, seconds, locks, pid_files=()):
    """Wait until all locks are free; Failure that names who has one after so many seconds."""
    told = system.wait_while(lambda: holder(system, locks, pid_files), seconds)
    if told is not None:
        raise Failure("%s is locked by %s, still after %g seconds: let it end, or set lock_timeout" % (
            what, told, seconds))
