"""Whether this is a chroot."""

from ..core.failure import Failure
from .files import lines

# The inode of a file system's root folder.
ROOTS = {"btrfs": 256, "xfs": 128}


def collect(system, setting):
    """is_chroot."""
    if system.own_environment().get("debian_chroot"):
        return {"is_chroot": True}
    mine = system.stat("/")
    try:
        first = system.stat("/proc/1/root/.")
    except Failure:
        first = None  # not root
    if first is not None:
        return {"is_chroot": (mine.inode, mine.device) != (first.inode, first.device)}
    kinds = [fields[2] for fields in (line.split() for line in lines(system, "/proc/mounts")) if fields[1] == "/"]
    return {"is_chroot": mine.inode != ROOTS.get(kinds[-1] if kinds else "", 2)}
