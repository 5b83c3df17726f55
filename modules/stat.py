"""The module `stat`."""

import os

from .core.module import Module
from .core.param import Param
from .files.magic import file_flags, mime_type

PEOPLE = {"usr": 6, "grp": 3, "oth": 0}
LETTERS = {"r": 4, "w": 2, "x": 1}


class Stat(Module):
    """What there is to know about a path; it changes nothing."""

    example = """
- name: is there a key already?
  stat:
    path: /etc/ssl/private/host.key
  register: key
"""
    path = Param("path", "the path", required=True, aliases=("dest", "name"))
    follow = Param(bool, "tell of what a link at the path points at", default=False)
    get_checksum = Param(bool, "with a checksum, of a file that can be read", default=True)
    checksum_algorithm = Param(str, "algorithm of the checksum", default="sha1",
                               choices=("md5", "sha1", "sha224", "sha256", "sha384", "sha512"),
                               aliases=("checksum", "checksum_algo"))
    get_mime = Param(bool, "with what file(1) says", default=True, aliases=("mime", "mime_type", "mime-type"))
    get_attributes = Param(bool, "with what lsattr(1) says", default=True, aliases=("attr", "attributes"))

    @classmethod
    def requires(cls, values):
        """The path, if another task brings it."""
        return [("path", values.get("path"))]

    def result(self, system, current):
        """`stat`, as Ansible's module of this name returns it."""
        found = system.stat(self.path, self.follow)
        if found is None:
            return {"stat": {"exists": False}}
        told = dict(fields(found), path=self.path)
        for name, wanted in (("readable", os.R_OK), ("writeable", os.W_OK), ("executable", os.X_OK)):
            told[name] = system.access(self.path, wanted)
        if found.kind == "link":
            told.update(lnk_source=system.realpath(self.path), lnk_target=found.target)
        if found.kind == "file" and told["readable"] and self.get_checksum:
            told["checksum"] = system.checksum(self.path, self.checksum_algorithm)
        if self.get_mime:
            told.update(mime_type(system, self.path))
        if self.get_attributes:
            told.update(file_flags(system, self.path))
        return {"stat": told}


def fields(found):
    """A Stat in the words that `register` gets."""
    kinds = {"isdir": "directory", "ischr": "char", "isblk": "block", "isreg": "file", "isfifo": "fifo",
             "islnk": "link", "issock": "socket"}
    told = {"exists": True, "mode": "%04o" % found.mode, "uid": found.uid, "gid": found.gid, "size": found.size,
            "inode": found.inode, "dev": found.device, "nlink": found.links, "atime": found.atime,
            "mtime": found.mtime, "ctime": found.ctime, "blocks": found.blocks, "block_size": found.block_size,
            "device_type": found.device_type, "isuid": bool(found.mode & 0o4000), "isgid": bool(found.mode & 0o2000)}
    told.update((name, found.kind == kind) for name, kind in kinds.items())
    told.update((letter + people, bool(found.mode >> shift & bit))
                for people, shift in PEOPLE.items() for letter, bit in LETTERS.items())
    # Where there is no name for a number, the Stat has the number as text, and Ansible nothing.
    told.update((key, name) for key, name, number in (("pw_name", found.owner, found.uid),
                                                      ("gr_name", found.group, found.gid)) if name != str(number))
    return told
