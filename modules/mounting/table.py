"""What is mounted, read from /proc/self/mountinfo."""

import os
import re
from collections import namedtuple

TABLE = "/proc/self/mountinfo"
OCTAL = re.compile(r"\\([0-7]{3})")

# A mount, as proc(5) has it: `root` is what of the file system shows at `point`, `parent` the mount that it is on.
Mount = namedtuple("Mount", "number parent device root point type source")


def mounts(system):
    """All mounts, the oldest first."""
    if system.stat(TABLE) is None:
        return []
    return [parse(line) for line in system.text(TABLE).splitlines() if " - " in line]


def parse(line):
    """The Mount of a line."""
    fields = line.split()
    type_and_source = fields[fields.index("-") + 1:]
    number, parent, device, root, point = fields[:5]
    return Mount(number, parent, device, plain(root), plain(point), type_and_source[0], plain(type_and_source[1]))


def plain(field):
    """A field without its octal escapes."""
    return OCTAL.sub(lambda found: chr(int(found.group(1), 8)), field)


def mounted_at(system, path):
    """What is mounted at a path: {"depth": how many on one another, "sources": [...], "other device": ...}; or None.

    `sources` are all names of what shows there: device, and for a bind mount the folder, wherever it can be seen.
    """
    place = system.realpath(path)
    return system.record("mount", place, lambda: look(system, place))


def look(system, place):
    """As mounted_at, of the kernel's table."""
    table = mounts(system)
    found = [mount for mount in table if mount.point == place]
    if not found:
        return None
    top = found[-1]
    below = next((mount for mount in table if mount.number == top.parent), None)
    return {"depth": len(found), "sources": [top.source] + elsewhere(table, top),
            "other device": below is None or below.device != top.device}


def elsewhere(table, top):
    """The folders under which what shows at a mount can be seen through other mounts of the same file system."""
    found = []
    for mount in table:
        inside = mount.root == "/" or top.root == mount.root or top.root.startswith(mount.root + "/")
        if mount.number != top.number and mount.device == top.device and inside:
            rest = top.root[len(mount.root.rstrip("/")):].lstrip("/")
            found.append(os.path.join(mount.point, rest).rstrip("/") or "/")
    return found


def drawn(source, below):
    """The record of a mount that a check draws."""
    return {"depth": 1 + (below["depth"] if below else 0), "sources": [source], "other device": True}
