"""Processes that still run files which have been replaced since they started, and the services they belong to."""

import re
from collections import namedtuple

from ..core.failure import Failure

DELETED = re.compile(r" (/(?:usr|lib|lib64|bin|sbin|opt)/\S+?)(?:;[0-9a-f]{8})? \(deleted\)$", re.MULTILINE)
UNIT = re.compile(r"/([^/]+\.service)(?:/|$)", re.MULTILINE)
# Restarting these ends sessions or takes the host's bus away: only a reboot makes them new.
NOT_TO_RESTART = re.compile(r"^(dbus|dbus-broker|systemd-logind|user@.*|user-runtime-dir@.*|getty@.*|serial-getty@.*|"
                            r"display-manager|gdm3?|lightdm|sddm)\.service$")

# `unit` is None for a process of no service, such as that of a session.
User = namedtuple("User", "pid unit files")


def users(system):
    """The Users of files that are not there any more."""
    return [User(*told) for told in system.record("old files", "all", lambda: looked_for(system))]


def without(found, names):
    """What `users` will find once these services have been restarted, as plain data for Writer.run."""
    return {("old files", "all"): [list(user) for user in found if user.unit not in names]}


def looked_for(system):
    """[pid, service or None, files] of each process that has such files open as a part of itself."""
    found = []
    for path in system.glob("/proc/[0-9]*/maps"):
        try:
            text = system.text(path)
        except Failure:
            continue  # it has ended, or is the kernel's
        if " (deleted)" not in text:
            continue
        files = sorted({match for match in DELETED.findall(text) if not match.startswith("/usr/share/")})
        if files:
            pid = path.split("/")[2]
            found.append([int(pid), unit_of(system, pid), files])
    return found


def unit_of(system, pid):
    """The service of a process, by its control group."""
    try:
        found = UNIT.findall(system.text("/proc/%s/cgroup" % pid))
    except Failure:
        return None
    return found[-1] if found else None


def services(found):
    """The sorted services among Users."""
    return sorted({user.unit for user in found if user.unit is not None})


def restartable(found):
    """Those of them that can be restarted."""
    return [name for name in services(found) if not NOT_TO_RESTART.match(name)]
