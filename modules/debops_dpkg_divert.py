"""The module `debops_dpkg_divert`, which roles of DebOps call debops.debops.dpkg_divert."""

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .packaging.divert import LOCAL, add, find, remove


class DebopsDpkgDivert(Module):
    """As dpkg_divert, with the arguments and defaults of DebOps: the file moves, and nothing is overwritten."""

    collection = "debops.debops"
    aliases = ("debops.debops.dpkg_divert",)
    exclusive = ("dpkg",)
    example = """
- name: our own screenrc
  debops.debops.dpkg_divert:
    path: /etc/screenrc
"""
    path = Param("path", "the file, by its full path", required=True, aliases=("name",))
    state = Param(str, "whether it is diverted", default="present", choices=("absent", "present"))
    package = Param(str, "package whose own file is not diverted", default=LOCAL)
    divert = Param("path", "where packages' files go; by default the path with .dpkg-divert, or for a package .distrib")
    rename = Param(bool, "move the file there, or back, unless something is in the way", default=True)
    delete = Param(bool, "with state=absent: delete the file that is in the way of the one that comes back",
                   default=False)
    force = Param(bool, "change, or remove, a diversion of another package or to another path", default=False)

    @classmethod
    def provides(cls, values):
        """The diversion."""
        return [("diversion", values.get("path"))] if values.get("state") != "absent" else []

    def inspect(self, system):
        """The diversion; Failure if it is another than the arguments say, and must not be touched."""
        current = find(system, self.path)
        self.target = self.divert or self.path + (".dpkg-divert" if self.package == LOCAL else ".distrib")
        if not hasattr(self, "before"):
            self.before = current
            other = current and (current["holder"], current["divert"]) != (self.package, self.target)
            if other and not self.force:
                raise Failure("%s is already diverted by %s to %s: set `force` to change that" % (
                    self.path, current["holder"], current["divert"]))
        return current

    def desired(self, current):
        """That there is one with these values, or none."""
        if self.state == "absent":
            return {"state": None}
        return {"state": "present", "holder": self.package, "divert": self.target}

    def apply(self, system, diff):
        """Add, change or remove it."""
        if self.before:
            if self.state == "absent" and self.delete:
                system.remove(self.path)
            free = system.stat(self.path, follow=False) is None
            remove(system, self.path, self.before["divert"], self.rename and free)
        if self.state == "present":
            free = system.stat(self.target, follow=False) is None
            add(system, self.path, self.target, self.package, self.rename and free)

    def result(self, system, current):
        """What register gets."""
        return {"diversion": dict(current, path=self.path) if current else {"path": self.path, "state": "absent"}}
