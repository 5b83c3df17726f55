"""The module `blockinfile`."""

from .core.module import Module
from .core.param import Param
from .core.reader import raw
from .files.block import Block
from .files.edited import EditedFile, pattern


class Blockinfile(EditedFile, Module):
    """A block of lines in a text file, between two marker lines."""

    example = """
- name: hosts of the backup network
  blockinfile:
    path: /etc/hosts
    marker: "# {mark} backup network"
    block: |
      10.9.0.1 store1
      10.9.0.2 store2
"""
    absent_needs_file = True

    state = Param(str, "whether the block should be there", default="present", choices=("absent", "present"))
    block = Param(str, "the lines; none removes the block", default="", aliases=("content",))
    marker = Param(str, "the marker lines, with {mark} where they differ", default="# {mark} ANSIBLE MANAGED BLOCK")
    marker_begin = Param(str, "what {mark} is in the first marker", default="BEGIN")
    marker_end = Param(str, "what {mark} is in the last marker", default="END")
    insertafter = Param(str, "insert a new block after the last line that matches this pattern, or EOF")
    insertbefore = Param(str, "as insertafter, but before it; or BOF")
    append_newline = Param(bool, "an empty line after the block, unless it ends the file", default=False)
    prepend_newline = Param(bool, "an empty line before the block, unless it begins the file", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        if values.get("insertafter") is not None and values.get("insertbefore") is not None:
            return ["takes insertbefore or insertafter, not both"]
        return []

    def edit(self, before):
        """The bytes of the file with the block in place, or without it."""
        block = self.wanted_block()
        after = b"".join(block.placed((before or b"").splitlines(True)))
        if before is None:
            return after, "File created"
        return after, "" if after == before else "Block inserted" if block.lines else "Block removed"

    def wanted_block(self):
        """The block with all that is said about its place."""
        begin, end = (raw(self.marker.replace("{mark}", mark)) + b"\n" for mark in (self.marker_begin, self.marker_end))
        text = raw(self.block)
        present = self.state == "present"
        lines = []
        if present and text:
            lines = [begin] + (text if text.endswith(b"\n") else text + b"\n").splitlines(True) + [end]
        anchor, where = None, "end"
        if self.insertafter not in (None, "EOF"):
            anchor, where = pattern(self.insertafter), "after"
        elif self.insertbefore not in (None, "BOF"):
            anchor, where = pattern(self.insertbefore), "before"
        elif self.insertbefore == "BOF":
            where = "begin"
        spaced = [side for side, wanted in (("before", self.prepend_newline), ("after", self.append_newline))
                  if wanted and present]
        return Block(begin, end, lines, anchor, where, spaced)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        if "content" not in current:
            return {"msg": "File %s not present" % self.path}
        told = {"msg": self.message}
        if self.backup_file is not None:
            told["backup_file"] = self.backup_file
        return told
