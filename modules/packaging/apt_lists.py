"""apt's lists of what there is to install: how old they are, and getting new ones."""

import os
import time

from ..core.failure import Failure

STAMP = "/var/lib/apt/periodic/update-success-stamp"
LISTS = "/var/lib/apt/lists"
# What says where packages come from: lists older than a change of it are stale.
SOURCES = ("/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/keyrings", "/etc/apt/trusted.gpg.d",
           "/usr/share/keyrings", "/var/lib/dpkg/arch")
# Lists got this many seconds ago are new, unless the task says otherwise.
NEW = 300


def updated(system):
    """{time, drawn} of the last update: seconds since 1970, 0 for never; `drawn` counts sources of a check's own."""
    return system.record("lists", "apt", lambda: {"time": last_update(system), "drawn": 0})


def last_update(system):
    """When the lists were last got."""
    if not system.glob(LISTS + "/*Release"):
        return 0
    found = [system.stat(path) for path in (STAMP, LISTS, LISTS + "/partial")]
    return int(max(stat.mtime for stat in found if stat is not None))


def stale(system, valid):
    """Whether the lists are older than `valid` seconds (0: than a few minutes), or than their sources."""
    last = updated(system)
    if last["drawn"] != drawn(system) or last["time"] < time.time() - (valid if valid > 0 else NEW):
        return True
    return last["time"] + 1 < max(changed(system, path) for path in SOURCES)


def drawn(system):
    """How many sources an earlier task of a check would write."""
    return sum(system.drawn(path) for path in SOURCES)


def changed(system, path):
    """When a file, or a folder or what is in it, last changed."""
    found = system.stat(path)
    if found is None:
        return 0
    inside = system.entries(path) if found.kind == "directory" else []
    stats = [found] + [system.stat(os.path.join(path, name)) for name in inside]
    return max(stat.ctime for stat in stats if stat is not None)


def update(system, lock, retries, max_delay):
    """Get new lists; Failure when that has not worked after several tries."""
    words = ["apt-get", "update", "-q"] + lock + ["-o", "APT::Update::Error-Mode=any"]
    for attempt in range(max(retries, 1)):
        if attempt > 0:
            time.sleep(min(2 ** (attempt - 1), max_delay))
        output = system.run(words, fine=(0, 100),
                            brings={("lists", "apt"): {"time": int(time.time()), "drawn": drawn(system)}})
        if output.rc == 0:
            return
    raise Failure("Failed to update apt cache after %d retries: %s" % (
        max(retries, 1), output.stderr.strip() or output.stdout.strip()), rc=output.rc, stdout=output.stdout,
        stderr=output.stderr)
