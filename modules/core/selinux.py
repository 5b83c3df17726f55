"""Whether SELinux is on, as libselinux tells it."""

from .failure import Failure


def enabled(system):
    """Whether the kernel enforces, or would log, what SELinux's policy says."""
    try:
        mounts = system.text("/proc/mounts").splitlines()
        system.read("/sys/fs/selinux/enforce")
    except Failure:
        return False
    # In a container the file system may be there read-only: libselinux takes that for disabled.
    options = [line.split()[3].split(",") for line in mounts if " selinuxfs " in line]
    return bool(options) and "ro" not in options[-1]
