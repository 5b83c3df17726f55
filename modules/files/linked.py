"""Links as a state: what they are, what they should be, and whose attributes are meant."""

import os

from .kinds import shown
from .link import refuse_link
from .times import stamp


class Linked:
    """Mix-in of the module file, beside FileAttributes and FileTimes: state=link and state=hard."""

    def seen_link(self, system, found):
        """State of a link, with the attributes of what it points at, or will point at, unless follow=false."""
        refuse_link(system, self.place, self.src, found, self.force)
        current = {} if found is None else {"state": shown(found)}
        if found is not None and found.kind == "link":
            current["src"] = found.target
        target = self.attributes_place(current)
        stat = system.stat(target, follow=self.follow)
        if stat is not None and (self.follow or stat.kind == "link"):
            current.update(self.seen_attributes(system, target, stat), **self.seen_times(stat))
        return current

    def attributes_place(self, current):
        """The path whose attributes are meant: a link's target if it is followed."""
        source = self.src if self.src is not None else current.get("src")
        if self.kind != "link" or not self.follow or source is None:
            return self.place
        return os.path.join(os.path.dirname(self.place), source)

    def shown_hard(self, system, found):
        """The state of a Stat; hard only if that is wanted and so."""
        if self.kind != "hard":
            return shown(found)
        source = None if self.src is None else system.stat(self.src)
        same = found.links > 1 if source is None else (
            (source.inode, source.device) == (found.inode, found.device))
        return "hard" if same else shown(found)

    def desired_link(self, current):
        """As desired, of a link: a dangling one has nothing to give attributes to, and a link itself has no mode."""
        wanted = {} if self.src is None else {"src": self.src}
        if "mode" in current or not self.follow:
            wanted.update(self.wanted_attributes(current))
            wanted.update((name, stamp(seconds)) for name, seconds in self.times("preserve").items())
        if not self.follow:
            wanted.pop("mode", None)
        return wanted
