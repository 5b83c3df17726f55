"""The module `dpkg_divert`."""

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .packaging.divert import LOCAL, add, find, remove


class DpkgDivert(Module):
    """A diversion: a package's file goes to another path, so that the one here stays as the administrator wants it."""

    collection = "community.general"
    exclusive = ("dpkg",)
    example = """
- name: our own screenrc
  dpkg_divert:
    path: /etc/screenrc
    divert: /etc/screenrc.dist
    rename: true
"""
    path = Param("path", "the file, by its full path", required=True)
    state = Param(str, "whether it is diverted", default="present", choices=("absent", "present"))
    holder = Param(str, "package whose own file is not diverted; without it none")
    divert = Param("path", "where packages' files go; by default the path with .distrib at its end")
    rename = Param(bool, "move the file there, or back", default=False)
    force = Param(bool, "with rename: overwrite a file that is in the way", default=False)

    @classmethod
    def provides(cls, values):
        """The diversion."""
        return [("diversion", values.get("path"))] if values.get("state") != "absent" else []

    def inspect(self, system):
        """The diversion, if there is one."""
        current = find(system, self.path)
        if not hasattr(self, "before"):
            self.before = current
        return current

    def desired(self, current):
        """That there is one with these values, or none."""
        if self.state == "absent":
            return {"state": None}
        return {"state": "present", "holder": self.holder or LOCAL, "divert": self.divert or self.path + ".distrib"}

    def apply(self, system, diff):
        """Add, change or remove it."""
        if self.state == "absent":
            self.make_room(system, self.before["divert"], self.path)
            remove(system, self.path, self.before["divert"], self.rename)
            return
        wanted = self.desired({})
        if not self.before:
            self.make_room(system, self.path, wanted["divert"])
            add(system, self.path, wanted["divert"], wanted["holder"], self.rename)
            return
        remove(system, self.path, self.before["divert"], False)
        add(system, self.path, wanted["divert"], wanted["holder"], False)
        old, new = self.before["divert"], wanted["divert"]
        if old != new and system.stat(old, follow=False) is not None and system.stat(new, follow=False) is None:
            system.rename(old, new)

    def make_room(self, system, source, target):
        """Remove what stands where a file is to move to, if that may be."""
        if not self.rename or None in (system.stat(source, follow=False), system.stat(target, follow=False)):
            return
        if not self.force:
            raise Failure("%s is in the way: set `force` to overwrite it" % target)
        system.remove(target)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        told = current or {"state": "absent", "holder": None, "divert": None}
        return {"diversion": dict(told, path=self.path), "commands": list(system.commands), "messages": []}
