"""The module `dpkg_selections`."""

from .core.failure import Missing
from .core.module import Module
from .core.param import Param
from .packaging.holds import selection


class DpkgSelections(Module):
    """What dpkg is asked to do with a package: hold keeps it at the version that it has."""

    exclusive = ("dpkg",)
    example = """
- name: the database is upgraded by hand
  dpkg_selections:
    name: postgresql-15
    selection: hold
"""
    name = Param(str, "the package", required=True)
    selection = Param(str, "what is asked", required=True, choices=("install", "hold", "deinstall", "purge"))

    @classmethod
    def requires(cls, values):
        """The package."""
        return [("package", values.get("name"))]

    def inspect(self, system):
        """The selection."""
        found = selection(system, self.name)
        if found is None:
            raise Missing("dpkg has never heard of the package %s: install it first" % self.name)
        if not hasattr(self, "before"):
            self.before = found
        return {"selection": found}

    def desired(self, current):
        """The one that is asked for."""
        return {"selection": self.selection}

    def apply(self, system, diff):
        """Tell dpkg."""
        system.run(["dpkg", "--set-selections"], input=("%s %s\n" % (self.name, self.selection)).encode(),
                   brings={("selection", self.name): self.selection})

    def result(self, system, current):
        """What register gets, as Ansible has it."""
        return {"before": self.before, "after": self.selection}
