"""What was restored, beside what the host has: only what has not changed since the backup can be compared."""

import os

SHOWN = 5


def size_of(system, path):
    """The bytes of all files at a path and below it."""
    return sum(found.size for _, found in tree(system, path) if found.kind == "file")


def tree(system, path):
    """(path, Stat) of what is at a path, and below it."""
    found = system.stat(path, follow=False)
    if found is None:
        return
    yield path, found
    if found.kind == "directory":
        for name in system.entries(path):
            yield from tree(system, os.path.join(path, name))


def compared(system, folder, path, since):
    """What differs, in a line; None if what was restored below `folder` is as the host has it."""
    restored = {place[len(folder):]: found for place, found in tree(system, folder + path)}
    if not any(found.kind != "directory" for found in restored.values()):
        return "nothing was restored"
    live = dict(tree(system, path))
    told = []
    for place in sorted(set(restored) | set(live)):
        there, back = live.get(place), restored.get(place)
        if there is None or max(there.mtime, there.ctime) >= since or there.kind in ("socket", "fifo"):
            continue
        why = "is not in the backup" if back is None else difference(system, folder + place, back, place, there)
        if why is not None:
            told.append("%s %s" % (place, why))
    more = ["and %d more" % (len(told) - SHOWN)] if len(told) > SHOWN else []
    return "; ".join(told[:SHOWN] + more) or None


def difference(system, copy, back, place, there):
    """How a restored file differs from the one on the host; None if it does not."""
    if back.kind != there.kind:
        return "was restored as a %s" % back.kind
    if back.kind == "link":
        return "was restored as a link to %s" % back.target if back.target != there.target else None
    if (back.mode, back.uid, back.gid) != (there.mode, there.uid, there.gid):
        return "was restored with mode %04o and owner %s:%s" % (back.mode, back.owner, back.group)
    if back.kind == "file" and (back.size != there.size or system.checksum(copy) != system.checksum(place)):
        return "has other content"
    return None
