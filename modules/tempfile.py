"""The module `tempfile`."""

from random import SystemRandom

from .core.attributes import describe
from .core.failure import Missing
from .core.module import Module
from .core.param import Param

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


class Tempfile(Module):
    """A new empty file, or folder, of a name that nobody else has, which only the task's user may enter."""

    example = """
- name: a place to unpack
  tempfile:
    state: directory
    suffix: .unpack
  register: scratch
  changed_when: false
"""
    state = Param(str, "what to make", default="file", choices=("directory", "file"))
    path = Param("path", "folder to make it in; by default the TMPDIR of the task, else /tmp")
    prefix = Param(str, "begin of its name", default="ansible.")
    suffix = Param(str, "end of its name", default="")

    made = None

    @classmethod
    def requires(cls, values):
        """The folder."""
        return [("path", values["path"])] if values.get("path") else []

    def inspect(self, system):
        """Whether it has been made: in the first place it is not."""
        if self.made is None:
            folder = self.path or system.own_environment().get("TMPDIR") or "/tmp"
            found = system.stat(folder)
            if found is None or found.kind != "directory":
                raise Missing("cannot make a temporary %s: there is no folder %s" % (self.state, folder))
            random = SystemRandom()
            name = "".join(random.choice(LETTERS) for _ in range(8))
            self.made = "%s/%s%s%s" % (folder.rstrip("/"), self.prefix, name, self.suffix)
        found = system.stat(self.made, follow=False)
        return {} if found is None else {"state": found.kind}

    def desired(self, current):
        """That it is there."""
        return {"state": self.state}

    def apply(self, system, diff):
        """Make it."""
        if self.state == "directory":
            system.make_directory(self.made, 0o700)
        else:
            system.write(self.made, b"", 0o600)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        return dict(describe(system.stat(self.made)), path=self.made)
