"""A file whose text a module edits: what lineinfile, blockinfile, replace and ini_file have in common."""

import os

from ..core.attributes import FileAttributes
from ..core.backup import back_up
from ..core.failure import Failure, Missing
from ..core.param import Param
from ..core.reader import raw
from .tree import missing_folders

EARLIER_FOLDERS = "missing folders"
SHOWN = ("owner", "group", "mode", "attributes")
ATTRIBUTES_CHANGED = "ownership, perms or SE linux context changed"


class EditedFile(FileAttributes):
    """Mix-in for a Module with a param `state`; it defines `edit`."""

    path = Param("path", "the file; a link is followed", required=True, aliases=("dest", "destfile", "name"))
    create = Param(bool, "make the file, and its folders, if it is not there", default=False)
    backup = Param(bool, "keep a dated copy of what was there", default=False)
    validate = Param(str, "command that must end well before the content is put in place; %s is its path")

    # Whether state=absent fails, too, where the file is not there and may not be made (Ansible's modules differ).
    absent_needs_file = False

    written = None
    backup_file = None
    message = ""

    @classmethod
    def provides(cls, values):
        """The path."""
        return [("path", values.get("path"))]

    @classmethod
    def requires(cls, values):
        """The file itself, unless it may be made, and its owners."""
        needs = [] if values.get("create") is True else [("path", values.get("path"))]
        return needs + cls.attribute_requirements(values)

    def edit(self, before):
        """(bytes as they should be, what register gets as msg) for the bytes of the file, None for no file."""
        raise NotImplementedError

    def inspect(self, system):
        """The whole content and the attributes."""
        self.place = self.located(system)
        found = system.stat(self.place)
        if found is None:
            return self.inspect_missing(system)
        if found.kind == "directory":
            raise Failure("%s is a folder, not a file" % self.path, rc=256)
        return dict(self.seen_attributes(system, self.place, found), state="file", content=system.text(self.place))

    def located(self, system):
        """Where the file is."""
        return self.path if system.stat(self.path) is None else system.realpath(self.path)

    def inspect_missing(self, system):
        """As inspect, of a file that is not there."""
        if not self.create and (self.state == "present" or self.absent_needs_file):
            raise Missing("%s does not exist: say `create: true` to make it" % self.path, rc=257)
        folders = missing_folders(system, os.path.dirname(self.place)) if self.state == "present" else []
        return {EARLIER_FOLDERS: folders} if folders else {}

    def desired(self, current):
        """The edited content. What was edited in this task is not edited again: not every edit leaves no more to do."""
        if self.state == "absent" and "content" not in current:
            return {}
        before = current.get("content")
        if before is not None and before == self.written:
            return dict(self.wanted_attributes(current), state="file", content=before)
        after, told = self.edit(None if before is None else raw(before))
        if before is None and not told:
            return {}
        folders = {EARLIER_FOLDERS: None} if EARLIER_FOLDERS in current else {}
        return dict(folders, state="file", content=after.decode("utf-8", "surrogateescape"),
                    **self.wanted_attributes({} if before is None else current))

    def apply(self, system, diff):
        """Write the content, then set the attributes."""
        for folder in diff.get(EARLIER_FOLDERS, ([],))[0]:
            system.make_directory(folder)
        if "content" in diff:
            before, after = diff["content"]
            if self.validate is not None:
                system.validate(self.validate, raw(after))
            if self.backup:
                self.backup_file = back_up(system, self.place)
            self.put(system, raw(after))
            self.written = after
            self.message = self.edit(None if before is None else raw(before))[1]
        seen = self.seen_attributes(system, self.place, system.stat(self.place))
        if any(seen.get(name) != after for name, (_, after) in diff.items() if name in SHOWN):
            self.message += (" and " if "content" in diff else "") + ATTRIBUTES_CHANGED
        self.apply_attributes(system, self.place, diff)


    def put(self, system, content):
        """Write the bytes."""
        system.write(self.place, content)


def split_lines(data):
    """Bytes as lines that keep their newline; only LF ends a line."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])


def pattern(text):
    """A compiled regular expression for bytes; Failure if it is none."""
    import re
    try:
        return re.compile(raw(text))
    except re.error as error:
        raise Failure("%s is no regular expression: %s" % (text, error))
