"""Diversions of dpkg: where a file of a package goes in the place of its own path, and for whom."""

from ..core.foretold import Foretold

DATABASE = "/var/lib/dpkg/diversions"
LOCAL = "LOCAL"


def find(system, path):
    """{holder, divert, state} of the diversion of a path; {} if there is none."""
    for source, target, holder in entries(system):
        if source == path:
            return {"state": "present", "divert": target, "holder": LOCAL if holder == ":" else holder}
    return {}


def entries(system):
    """The (path, where it goes, package or ":") of all diversions."""
    lines = system.text(DATABASE).splitlines() if system.stat(DATABASE) is not None else []
    return [tuple(lines[at:at + 3]) for at in range(0, len(lines) - 2, 3)]


def add(system, path, divert, holder, rename):
    """Make a diversion; with `rename` the file at the path moves there."""
    words = ["dpkg-divert", "--rename" if rename else "--no-rename"]
    words += ["--local"] if holder == LOCAL else ["--package", holder]
    entry = (path, divert, ":" if holder == LOCAL else holder)
    system.run(words + ["--divert", divert, "--add", path], brings=Foretold(lambda: both(
        moved(system, path, divert) if rename else {}, database(system, without(system, path) + [entry]))))


def remove(system, path, divert, rename):
    """Remove a diversion; with `rename` the file comes back to its path."""
    words = ["dpkg-divert", "--rename" if rename else "--no-rename", "--remove", path]
    system.run(words, brings=Foretold(lambda: both(
        moved(system, divert, path) if rename else {}, database(system, without(system, path)))))


def both(first, second):
    """Two mappings as one."""
    found = dict(first)
    found.update(second)
    return found


def without(system, path):
    """All diversions but that of a path."""
    return [entry for entry in entries(system) if entry[0] != path]


def database(system, left):
    """What a command brings that leaves these diversions."""
    content = "".join("%s\n" % line for entry in left for line in entry).encode("utf-8", "surrogateescape")
    return {("path", DATABASE): {"kind": "file", "mode": 0o644, "owner": "root", "group": "root", "content": content}}


def moved(system, source, target):
    """What a command brings that moves a file."""
    found = system.stat(source, follow=False)
    if found is None:
        return {}
    drawn = {"kind": found.kind, "mode": found.mode, "owner": found.owner, "group": found.group,
             "target": found.target, "content": system.read(source) if found.kind == "file" else b""}
    return {("path", source): None, ("path", target): drawn}
