"""Owner, group and mode of all that is below a folder."""

import os

from .tree import gather, spread, walk


class Below:
    """Mix-in beside FileAttributes and FileTimes: the attributes of a whole tree, flat."""

    def seen_below(self, system, top):
        """The attributes of all that is below; of links themselves, and of what they point at if followed."""
        return self.seen_in(system, top, "", set())

    def seen_in(self, system, top, prefix, visited):
        """As seen_below, of the folder `prefix`; `visited` holds real paths, since links may run in circles."""
        found = {}
        for relative, stat in walk(system, os.path.join(top, prefix)):
            path = os.path.join(prefix, relative)
            found.update(spread(path, self.seen_one(system, os.path.join(top, path), stat)))
            real = self.followed(system, os.path.join(top, path), stat)
            if real is not None and real not in visited:
                visited.add(real)
                target = system.stat(real)
                found.update(spread(real, self.seen_one(system, real, target)))
                if target.kind == "directory":
                    found.update(self.seen_in(system, top, real, visited))
        return found

    def followed(self, system, path, stat):
        """The real path of what a link in the tree points at, if it is to be followed and there."""
        if stat.kind != "link" or not self.follow or system.stat(path) is None:
            return None
        return system.realpath(path)

    def seen_one(self, system, path, stat):
        """Attributes of one path; its kind with them, which decides what X in a mode means."""
        return dict(self.seen_attributes(system, path, stat), kind=stat.kind, **self.seen_times(stat))

    def wanted_below(self, current):
        """What the arguments say of all that is below."""
        from .times import stamp
        wanted = {}
        for path, seen in gather(current).items():
            attributes = self.wanted_attributes(seen, seen["kind"] == "directory")
            attributes.update((name, stamp(seconds)) for name, seconds in self.times("preserve").items())
            if seen["kind"] == "link":
                attributes = {name: attributes[name] for name in ("owner", "group") if name in attributes}
            wanted.update(spread(path, attributes))
        return wanted

    def apply_below(self, system, top, diff):
        """Set what differs below."""
        for path, changes in gather(diff).items():
            self.apply_attributes(system, os.path.join(top, path), changes)
            self.apply_times(system, os.path.join(top, path), changes, "preserve")
