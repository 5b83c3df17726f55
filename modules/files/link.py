"""What stands in the way of a link."""

import os

from ..core.failure import Failure, Missing


def refuse_link(system, path, source, found, force):
    """A Failure if a symbolic link cannot or must not be made at the path; `found` is its Stat or None."""
    if source is None:
        if found is None or found.kind != "link":
            raise Failure("%s is no link yet: a new link needs src" % path)
        return
    start = path if found is not None and found.kind == "directory" else os.path.dirname(path)
    target = os.path.join(start, source)
    if not force and system.stat(target) is None:
        raise Missing("%s does not exist: say `force: true` to link to it all the same" % target, path=path, src=source)
    if found is None or found.kind == "link":
        return
    if not force:
        raise Failure("%s is a %s: say `force: true` to put a link in its place" % (path, found.kind), path=path)
    if found.kind == "directory" and system.entries(path):
        raise Failure("%s is a folder with something in it: no link is put in its place" % path, path=path)


def refuse_hard_link(system, path, source, found, force):
    """As refuse_link, for a hard link."""
    if source is None:
        if found is None or found.kind == "directory" or found.links < 2:
            raise Failure("%s is no hard link yet: a new one needs src" % path)
        return
    other = system.stat(source)
    if other is None:
        raise Missing("%s does not exist: no hard link to it can be made" % source, dest=path, src=source)
    if other.kind == "directory":
        raise Failure("%s is a folder: no hard link to it can be made" % source, dest=path, src=source)
    same = found is not None and (found.inode, found.device) == (other.inode, other.device)
    if found is not None and found.kind != "link" and not same and not force:
        raise Failure("%s is another %s: say `force: true` to put the hard link in its place" % (path, found.kind),
                      dest=path, src=source)
