"""Mounted file systems that have a device, and how full they are."""

import os
import re
import time

from ..core.failure import Failure
from .files import lines, names
from .waiting import Waiting

ESCAPE = re.compile(r"\\([0-7]{3})")


def collect(system, setting):
    """mounts; a file system that does not answer in time has a note instead of sizes."""
    bound, uuids = bind_mounts(system), devices_by_uuid(system)
    asked = []
    for line in lines(system, "/proc/mounts"):
        fields = [unescaped(field) for field in line.split()]
        device, mount, kind, options = fields[:4]
        if not device.startswith(("/", "\\")) and ":/" not in device or kind == "none":
            continue
        fact = {"mount": mount, "device": device, "fstype": kind, "dump": int(fields[4]), "passno": int(fields[5]),
                "options": options + (",bind" if mount in bound else ""),
                "uuid": uuids.get(device) or uuids.get(real(system, device)) or "N/A"}
        asked.append((fact, Waiting(os.statvfs, mount.encode("utf-8", "surrogateescape"))))
    limit = time.monotonic() + setting.seconds
    for fact, waiting in asked:
        if not waiting.ended(limit):
            fact["note"] = "Could not get extra information due to timeout"
            del fact["uuid"]
            setting.warnings.append("the file system at %s does not answer" % fact["mount"])
        elif waiting.error is None:
            fact.update(sizes(waiting.answer))
    return {"mounts": [fact for fact, _ in asked]}


def sizes(found):
    """Bytes, blocks and inodes of a statvfs."""
    return {
        "size_total": found.f_frsize * found.f_blocks, "size_available": found.f_frsize * found.f_bavail,
        "block_size": found.f_bsize, "block_total": found.f_blocks, "block_available": found.f_bavail,
        "block_used": found.f_blocks - found.f_bavail, "inode_total": found.f_files,
        "inode_available": found.f_favail, "inode_used": found.f_files - found.f_favail,
    }


def bind_mounts(system):
    """The mount points at which only a part of a file system is mounted: findmnt shows these as device[/part]."""
    fields = (line.split() for line in lines(system, "/proc/self/mountinfo"))
    return {unescaped(words[4]) for words in fields if words[3] != "/"}


def devices_by_uuid(system):
    """{device: uuid}, from the links that udev makes."""
    folder = "/dev/disk/by-uuid"
    return {real(system, folder + "/" + name): unescaped_link(name) for name in names(system, folder)}


def real(system, path):
    """A device without links; as it is where there is no such path, as with NFS."""
    if not path.startswith("/dev/"):
        return path
    try:
        return system.realpath(path)
    except Failure:
        return path


def unescaped(field):
    """A field of fstab(5) with its octal escapes resolved."""
    return ESCAPE.sub(lambda found: chr(int(found.group(1), 8)), field) if "\\" in field else field


def unescaped_link(name):
    """The name of a link that udev made, with its hexadecimal escapes resolved."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found.group(1), 16)), name)
