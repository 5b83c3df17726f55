"""The module `assemble`."""

import os
import re

from .core.attributes import FileAttributes, describe
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files.checksums import checksums
from .files.fragments import assembled, is_fragment
from .files.put import Put


class Assemble(Put, FileAttributes, Module):
    """A file made of all the fragments in a folder, and its owner, group and mode."""

    example = """
- name: one file of all that roles have left in the folder
  assemble:
    src: /etc/fail2ban/jail.local.d
    dest: /etc/fail2ban/jail.local
    regexp: '\\.conf$'
    mode: "0644"
"""
    src = Param("path", "folder of the fragments: on the host, or without remote_src on the controller", required=True)
    dest = Param("path", "the file", required=True)
    delimiter = Param(str, "what to put between two fragments; \\n and the like are understood")
    regexp = Param(str, "take only files whose name matches this pattern")
    ignore_hidden = Param(bool, "leave out files that begin with a dot", default=False)
    remote_src = Param(bool, "src is on the host", default=True)
    decrypt = Param(bool, "decrypt vaulted fragments on the controller", default=True)
    backup = Param(bool, "keep a dated copy of what was there", default=False)
    validate = Param(str, "command that must end well before the content is put in place; %s is its path")
    content = Param("raw", "what the controller has put together", internal=True)

    force = True
    follow = False
    directory_mode = None

    @classmethod
    def problems(cls, values):
        """A pattern that is none."""
        try:
            re.compile(values.get("regexp") or "")
        except re.error as error:
            return [] if "{{" in values["regexp"] else ["Invalid Regexp (%s) in \"%s\"" % (error, values["regexp"])]
        return []

    @classmethod
    def provides(cls, values):
        """The file."""
        return [("path", values.get("dest"))]

    @classmethod
    def requires(cls, values):
        """Its folder, its owners, and the fragments."""
        needs = [("folder", values.get("dest"))] + cls.attribute_requirements(values)
        return needs + ([("path", values.get("src"))] if values.get("remote_src") is not False else [])

    def inspect(self, system):
        """State, content and attributes."""
        content = self.gathered(system) if self.content is None else self.content
        self.entry = {"kind": "file", "content": content, "mode": None}
        self.place = self.dest
        return self.seen_entry(system, self.place, self.entry)

    def gathered(self, system):
        """The text of all fragments on the host."""
        found = system.stat(self.src)
        if found is None:
            raise Missing("Source (%s) does not exist" % self.src)
        if found.kind != "directory":
            raise Failure("Source (%s) is not a directory" % self.src)
        pattern = re.compile(self.regexp) if self.regexp is not None else None
        paths = [os.path.join(self.src, name) for name in system.entries(self.src)
                 if is_fragment(name, pattern, self.ignore_hidden)]
        stats = [(path, system.stat(path)) for path in paths]
        contents = [system.read(path) for path, stat in stats if stat is not None and stat.kind == "file"]
        return assembled(contents, self.delimiter).decode("utf-8", "surrogateescape")

    def desired(self, current):
        """The whole content, and the attributes."""
        return self.wanted_entry(current, self.entry)

    def apply(self, system, diff):
        """Write it, then set the attributes."""
        self.put_entry(system, self.place, self.entry, diff)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        told = dict(describe(system.stat(self.place)), src=self.src, dest=self.dest, msg="OK",
                    **checksums(system, self.place, True))
        if self.backup_file is not None:
            told["backup_file"] = self.backup_file
        return told
