"""What copy puts in place: one file, or the members of a tree, as entries by their relative path."""

import os

from ..core.failure import Failure, Missing
from .content import of_file
from .tree import walk


def from_controller(members):
    """{relative path: entry} of the list that the controller sent; a folder with nothing in it is marked `leaf`."""
    found = {member["path"].strip("/"): dict(member) for member in members}
    parents = {os.path.dirname(path) for path in found}
    for path, entry in found.items():
        if entry["kind"] == "directory" and path not in parents:
            entry["leaf"] = True
    return found


def from_host(system, source, follow):
    """As from_controller, of a folder on the host; with `follow` a link stands for what it points at.

    Every folder is marked `leaf` here: those that are there already change their owner, too.
    """
    found = {}
    for path, stat in walk(system, source):
        place = os.path.join(source, path)
        if stat.kind == "link" and follow:
            stat = system.stat(place) or stat
        if stat.kind == "directory" and path not in found:
            found[path] = {"kind": "directory", "mode": stat.mode, "leaf": True}
            if system.stat(place, follow=False).kind == "link":
                found.update((os.path.join(path, name), entry)
                             for name, entry in from_host(system, system.realpath(place), follow).items())
        elif stat.kind == "link":
            found[path] = {"kind": "link", "target": stat.target, "mode": None}
        elif stat.kind == "file":
            found[path] = file_on_host(system, place, stat)
    return found


def file_on_host(system, path, stat):
    """The entry of a file on the host."""
    return {"kind": "file", "content": of_file(system, path, stat), "mode": stat.mode}


def source_on_host(system, path):
    """The Stat of what is to be copied on the host."""
    found = system.stat(path)
    if found is None:
        raise Missing("%s does not exist, so it cannot be copied" % path)
    if found.kind not in ("file", "directory"):
        raise Failure("%s is a %s: only files and folders can be copied" % (path, found.kind))
    return found
