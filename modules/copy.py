"""The module `copy`."""

import os

from .core.attributes import FileAttributes, describe, octal
from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .files.checksums import checksums, verify
from .files.members import file_on_host, from_controller, from_host, source_on_host
from .files.put import Put
from .files.tree import gather, missing_folders, spread

EARLIER_FOLDERS = "missing folders"


class Copy(Put, FileAttributes, Module):
    """The content of a file, or of all files below a folder, and their owner, group and mode."""

    example = """
- name: message of the day
  copy:
    content: "Day 2\\n"
    dest: /etc/motd
    mode: "0644"
"""
    at_session_home = ("dest",)
    src = Param("path", "file or folder on the controller (with remote_src on the host); a folder with a slash at its "
                        "end stands for what is in it")
    content = Param("raw", "the text itself; anything else than text becomes JSON")
    dest = Param("path", "where it goes; a folder, or a path with a slash at its end, gets src's own name in it",
                 required=True)
    force = Param(bool, "no leaves a file alone that is there already", default=True)
    backup = Param(bool, "keep a dated copy of what was there", default=False)
    validate = Param(str, "command that must end well before the content is put in place; %s is its path")
    remote_src = Param(bool, "src is on the host", default=False)
    directory_mode = Param("raw", "mode of folders that are made")
    follow = Param(bool, "write to what a link at dest points at, instead of in its place", default=False)
    local_follow = Param(bool, "follow links in a src folder (default yes; no with remote_src)")
    checksum = Param(str, "SHA-1 that src must have")
    decrypt = Param(bool, "decrypt a vaulted src on the controller", default=True)
    source_mode = Param(int, "permission bits of src on the controller", internal=True)
    tree = Param(list, "members of a src folder: path, kind, content, mode, target", internal=True)

    wrote = False
    # What the result names as dest of a tree: a folder that was there is named with that of src in it.
    told = None

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        if values.get("src") is not None:
            # source_mode says that the controller has read src.
            both = values.get("content") is not None and values.get("source_mode") is None
            return ["takes src or content, not both"] if both else []
        if values.get("content") is None:
            return ["needs src or content"]
        if str(values.get("dest")).endswith("/"):
            return ["content needs a file as dest, not a folder"]
        return ["remote_src needs src"] if values.get("remote_src") is True else []

    @classmethod
    def provides(cls, values):
        """The path."""
        return [("path", values.get("dest"))]

    @classmethod
    def requires(cls, values):
        """Its folder, its owners, and a source on the host."""
        dest = str(values.get("dest"))
        needs = ([] if dest.endswith("/") else [("folder", dest)]) + cls.attribute_requirements(values)
        return needs + ([("path", values["src"])] if values.get("remote_src") is True and values.get("src") else [])

    def inspect(self, system):
        """State, content and attributes of the file, or of each member of the tree."""
        if not self.find_source(system):
            return self.inspect_file(system)
        self.place = self.dest.rstrip("/") or "/"
        if self.remote_src and not self.src.endswith("/"):
            self.place = os.path.join(self.place, os.path.basename(self.src))
        found = system.stat(self.place)
        if found is not None and found.kind != "directory":
            raise Failure("%s is already there as a %s, not a folder" % (self.place, found.kind))
        if self.told is None:
            self.told = self.place if system.stat(self.dest) is not None else self.dest
        current = self.seen_folders(system, self.place)
        if self.remote_src and found is not None:
            current.update(self.seen_attributes(system, self.place, found))
        for path, entry in self.members.items():
            current.update(spread(path, dict(self.seen_entry(system, self.place_of(path), entry), known=path)))
        return current

    def find_source(self, system):
        """Learn what to put in place; True if that is a tree."""
        self.members, self.entry = None, None
        if self.tree is not None:
            self.members = from_controller(self.tree)
        elif self.remote_src:
            found = source_on_host(system, self.src)
            if found.kind == "directory":
                self.source_mode = found.mode
                self.members = from_host(system, self.src, self.local_follow)
            else:
                self.entry = file_on_host(system, self.src, found)
        else:
            self.entry = {"kind": "file", "content": self.content, "mode": self.source_mode}
        if self.entry is not None and self.checksum is not None:
            verify(system, self.entry["content"], self.checksum)
        return self.members is not None

    def inspect_file(self, system):
        """As inspect, of one file."""
        self.place = self.destination(system)
        folder = os.path.dirname(self.place)
        current = self.seen_folders(system, folder) if self.dest.endswith("/") else {}
        if not current:
            current = self.seen_entry(system, self.place, self.entry)
        return current

    def destination(self, system):
        """Where the file goes."""
        found = system.stat(self.dest)
        if self.dest.endswith("/") or (found is not None and found.kind == "directory"):
            if self.src is None:
                raise Failure("%s is a folder: content needs the name of a file" % self.dest, dest=self.dest)
            path = os.path.join(self.dest, os.path.basename(self.src))
        else:
            path = self.dest
        return system.realpath(path) if self.follow and system.stat(path) is not None else path

    def place_of(self, path):
        """Where a member of the tree goes."""
        return os.path.join(self.place, path)

    def seen_folders(self, system, folder):
        """The folders that have to be made first."""
        missing = missing_folders(system, folder)
        return {EARLIER_FOLDERS: missing} if missing else {}

    def desired(self, current):
        """Content and attributes as the arguments say."""
        wanted = {EARLIER_FOLDERS: None} if EARLIER_FOLDERS in current else {}
        if self.members is None:
            return dict(wanted, **self.wanted_entry({} if EARLIER_FOLDERS in current else current, self.entry))
        if self.remote_src:
            wanted.update(self.wanted_attributes(current, directory=True))
            if self.mode == "preserve":
                wanted["mode"] = octal(self.source_mode)
        for path, seen in gather(current).items():
            seen.pop("known")
            wanted.update(spread(path, self.wanted_entry(seen, self.members[path])))
        return wanted

    def apply(self, system, diff):
        """Make folders, write what differs, set attributes."""
        if EARLIER_FOLDERS in diff:
            self.make_folders(system, diff[EARLIER_FOLDERS][0])
        if self.members is None:
            self.put_entry(system, self.place, self.entry, diff)
        else:
            self.apply_attributes(system, self.place, diff)
            for path, changes in gather(diff).items():
                self.put_entry(system, self.place_of(path), self.members[path], changes)
        self.wrote = bool(set(diff) - {"owner", "group", "mode", "attributes"})

    def make_folders(self, system, folders):
        """Make these folders, with directory_mode, owner and group."""
        for folder in folders:
            system.make_directory(folder, self.source_mode if self.keeps_modes() and folder == self.place else None)
            wanted = {name: (None, value) for name, value in self.wanted_folder({}).items()}
            self.apply_attributes(system, folder, wanted)

    def keeps_modes(self):
        """A copy on the host has the mode of its source, unless the arguments say another; of a folder only the top."""
        return bool(self.remote_src) and (self.mode is None or self.members is not None)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        place = self.place if self.told is None else self.told
        stat = system.stat(place)
        told = dict({"dest": place, "src": self.src}, **describe(stat))
        if stat is not None and stat.kind == "file":
            told.update(checksums(system, self.place, self.wrote or self.remote_src))
        if self.backup_file is not None:
            told["backup_file"] = self.backup_file
        return {name: value for name, value in told.items() if value is not None}
