"""A copy of a file beside it, before it is changed."""

import os
import time


def back_up(system, path):
    """Copy a file to a dated name beside it, with its owner, mode and times; returns that name, or None for no file.

    The name is path.pid.YYYY-MM-DD@HH:MM:SS~, as Ansible's modules make it.
    """
    found = system.stat(path)
    if found is None or found.kind == "directory":
        return None
    name = "%s.%d.%s" % (path, os.getpid(), time.strftime("%Y-%m-%d@%H:%M:%S~"))
    system.write(name, system.read(path), found.mode, str(found.uid), str(found.gid))
    system.change_times(name, found.mtime, found.atime)
    return name
