"""The module `file`."""

import os
import time

from .core.attributes import FileAttributes, describe
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files.kinds import shown
from .files.link import refuse_hard_link
from .files.linked import Linked
from .files.recurse import Below
from .files.times import FileTimes, stamp
from .files.tree import missing_folders, walk

EARLIER_FOLDERS = "missing folders"


class File(Linked, Below, FileTimes, FileAttributes, Module):
    """A file, a folder or a link: that it is there or not, and its owner, group, mode and times."""

    example = """
- name: a place for backups
  file:
    path: /srv/backup
    state: directory
    owner: root
    mode: "0750"
"""
    path = Param("path", "where it is", required=True, aliases=("dest", "name"))
    state = Param(str, "what it should be; by default what it is, or a file that must be there",
                  choices=("absent", "directory", "file", "hard", "link", "touch"))
    src = Param("path", "what a link points at")
    recurse = Param(bool, "with state=directory: owner, group and mode of all that is below, too", default=False)
    force = Param(bool, "make a link to what is not there, or in the place of a file", default=False)
    follow = Param(bool, "work on what a link at the path points at", default=True)
    modification_time = Param(str, "preserve, now, or a time as modification_time_format says")
    modification_time_format = Param(str, "strftime(3) format of modification_time", default="%Y%m%d%H%M.%S")
    access_time = Param(str, "preserve, now, or a time as access_time_format says")
    access_time_format = Param(str, "strftime(3) format of access_time", default="%Y%m%d%H%M.%S")

    def __init__(self, values):
        super().__init__(values)
        # To the millisecond, so that the time read back is the one that was set.
        self.now = int(time.time() * 1000) / 1000.0
        self.given = self.path
        self.path = self.path.rstrip("/") or "/"
        self.place = self.path
        if self.state is None and self.recurse:
            self.state = "directory"

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        state = values.get("state")
        found = []
        if values.get("src") is not None and state not in ("link", "hard"):
            found.append("src goes with state=link or state=hard only")
        if values.get("recurse") is True and state not in (None, "directory"):
            found.append("recurse goes with state=directory only")
        return found

    @classmethod
    def provides(cls, values):
        """The path."""
        return [] if values.get("state") == "absent" else [("path", values.get("path"))]

    @classmethod
    def requires(cls, values):
        """Its folder, its owners, and what a link points at.

        A folder makes those above it, but not as a task of their own would.
        """
        needs = cls.attribute_requirements(values)
        if values.get("state") != "absent":
            needs.insert(0, ("folder", values.get("path")))
        return needs + ([("path", values["src"])] if values.get("src") else [])

    def inspect(self, system):
        """What is there, and what stands in the way of the wanted state as a failure."""
        self.locate(system)
        found = system.stat(self.place, follow=False)
        if self.state == "absent":
            return self.seen_tree(system, found)
        if self.kind == "link":
            return self.seen_link(system, found)
        if self.kind == "hard":
            refuse_hard_link(system, self.place, self.src, found, self.force)
        elif found is None and self.kind is None:
            raise Missing("%s does not exist: say with `state` what it should be" % self.place)
        elif found is None and self.kind == "file" and self.state != "touch":
            raise Missing("%s does not exist, and state=file makes none: use state=touch, or copy" % self.place)
        elif found is not None and self.state in ("file", "directory") and shown(found) != self.state:
            raise Failure("%s is already there as a %s, not a %s" % (self.place, shown(found), self.state))
        if found is None:
            folders = missing_folders(system, self.place)[:-1] if self.kind == "directory" else []
            return {EARLIER_FOLDERS: folders} if folders else {}
        current = dict(self.seen_attributes(system, self.place, found), state=self.shown_hard(system, found),
                       **self.seen_times(found))
        current.update(self.seen_below(system, self.place) if self.recurse else {})
        return current

    def locate(self, system):
        """Find out at which path and as what kind of thing to work."""
        found = system.stat(self.path, follow=False)
        self.kind = {"touch": "file"}.get(self.state, self.state)
        if self.state == "hard" and self.src is not None and found is not None and found.kind == "directory":
            self.place = os.path.join(self.path, os.path.basename(self.src))
        if found is None or found.kind != "link":
            self.kind = self.kind if self.kind is not None or found is None else shown(found)
        elif self.state is None:
            self.kind = "link"
        elif self.follow and self.state in ("file", "directory", "touch"):
            self.place = system.realpath(self.path)
        if self.state == "touch" and system.stat(self.place) is not None:
            self.kind = shown(system.stat(self.place))

    def seen_tree(self, system, found):
        """State of what is to be removed, with all that goes with it."""
        if found is None:
            return {}
        if found.kind != "directory":
            return {"state": shown(found)}
        below = [relative for relative, _ in walk(system, self.place)]
        return dict({"state": "directory"}, **({"holds": sorted(below)} if below else {}))

    def desired(self, current):
        """State, link target, attributes and times that the arguments speak of."""
        if self.state == "absent":
            return {"state": None, **({"holds": None} if "holds" in current else {})}
        wanted = {"state": self.kind}
        if EARLIER_FOLDERS in current:
            wanted[EARLIER_FOLDERS] = None
        if self.kind == "link":
            return dict(wanted, **self.desired_link(current))
        wanted.update(self.wanted_attributes(current, self.kind == "directory"))
        if current or self.state != "touch":
            wanted.update((name, stamp(seconds)) for name, seconds in self.times(self.default_time()).items())
        if self.recurse:
            wanted.update(self.wanted_below(current))
        return wanted

    def default_time(self):
        """What a time that is not given means."""
        return "now" if self.state == "touch" else "preserve"

    def apply(self, system, diff):
        """Make, link or remove it; then its attributes."""
        if "state" in diff and self.state == "absent":
            system.remove(self.place)
            return
        if "state" in diff or "src" in diff:
            self.make(system, diff)
        place = self.attributes_place({} if self.src is not None or self.kind != "link"
                                      else {"src": system.readlink(self.place)})
        self.apply_attributes(system, place, diff)
        self.apply_below(system, self.place, diff)
        created = self.state == "touch" and "state" in diff
        times = dict.fromkeys(("modification_time", "access_time")) if created else diff
        self.apply_times(system, place, times, self.default_time())

    def make(self, system, diff):
        """Bring about the thing itself."""
        if self.kind in ("link", "hard"):
            if system.stat(self.place, follow=False) is not None and diff.get("state", [None])[0] == "directory":
                system.remove(self.place)
            hard = self.kind == "hard"
            source = system.realpath(self.src) if hard and self.follow else self.src
            system.link(source, self.place, hard=hard)
        elif self.kind == "directory":
            for folder in missing_folders(system, self.place):
                system.make_directory(folder)
                if folder != self.place:
                    self.apply_attributes(system, folder, diff)
        else:
            system.write(self.place, b"")

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        place = self.path if self.state == "touch" else self.place
        told = describe(system.stat(place, follow=False))
        named = "dest" if self.state == "touch" or told["state"] in ("link", "hard") else "path"
        told[named] = self.given if place == self.path else place
        if self.kind in ("link", "hard"):
            told["src"] = self.src if self.src is not None else current.get("src")
        return told
