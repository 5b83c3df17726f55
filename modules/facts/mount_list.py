"""Mounts as files such as /proc/mounts and /etc/fstab tell of them, with sizes and identifiers."""

import os
import re
import time

from ..core.failure import Missing
from .files import lines
from .mounts import devices_by_uuid, real, sizes, unescaped
from .waiting import Waiting

STATIC = ("/etc/fstab", "/etc/vfstab", "/etc/filesystems")
DYNAMIC = ("/etc/mtab", "/proc/mounts", "/etc/mnttab")
PRINTED = re.compile(r"^(?P<device>\S+) on (?P<mount>\S+) type (?P<fstype>\S+) \((?P<options>.+)\)$")


def mounts(system, sources, program):
    """Every mount of every source, each source read once; `program` is asked where no dynamic one is there."""
    found, seen, missing = [], set(), program is not None and bool(set(sources) & set(DYNAMIC))
    for source in sources:
        path = source if source == "mount" else system.realpath(source)
        if path in seen:
            continue
        seen.add(path)
        these = printed(system) if source == "mount" else listed(lines(system, source))
        missing = missing and not (these and source in DYNAMIC + ("mount",))
        found.extend(dict(mount, ansible_context={"source": source, "source_data": line}) for mount, line in these)
    if missing:
        found.extend(dict(mount, ansible_context={"source": "mount", "source_data": line})
                     for mount, line in printed(system))
    return found


def listed(text):
    """[(mount, its line)] of a file such as fstab(5); nothing for one of another shape."""
    found = []
    for line in map(str.strip, text):
        if not line or line.startswith("#"):
            continue
        fields = [unescaped(field) for field in line.split()]
        if len(fields) < 4:
            return []
        mount = dict(zip(("device", "mount", "fstype", "options"), fields))
        try:
            mount.update((name, int(field)) for name, field in zip(("dump", "passno"), fields[4:]))
        except ValueError:
            return []
        found.append((mount, line))
    return found


def printed(system):
    """[(mount, its line)] that the program mount prints."""
    output = system.query(["mount"])
    matches = [(PRINTED.match(line), line) for line in output.stdout.splitlines()]
    return [(match.groupdict(), line) for match, line in matches if match] if all(m for m, _ in matches) else []


def measured(system, found, seconds):
    """Add sizes and uuid to each mount; returns those that do not answer in time."""
    asked = [(mount, Waiting(os.statvfs, mount["mount"].encode("utf-8", "surrogateescape"))) for mount in found]
    by_device, blocks, late = devices_by_uuid(system), None, []
    limit = time.monotonic() + seconds
    for mount, waiting in asked:
        if not waiting.ended(limit):
            late.append(mount)
        elif waiting.error is None:
            mount.update(sizes(waiting.answer))
        device = mount["device"]
        if device.startswith("UUID="):
            mount["uuid"] = device.partition("=")[2]
            continue
        uuid = by_device.get(device) or by_device.get(real(system, device))
        if uuid is None and device.startswith("/dev/"):
            blocks = block_devices(system) if blocks is None else blocks
            uuid = blocks.get(device)
        mount["uuid"] = uuid
    return late


def block_devices(system):
    """{device: uuid} as lsblk knows them."""
    try:
        output = system.query(["lsblk", "--list", "--noheadings", "--paths", "--output", "NAME,UUID", "--exclude", "2"])
    except Missing:
        return {}
    return dict(line.split() for line in output.stdout.splitlines() if len(line.split()) == 2)
