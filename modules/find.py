"""The module `find`."""

import time

from .core.module import Module
from .core.param import Param
from .files.search import Search, problems_of
from .stat import fields

# What stat says and find does not.
LEFT_OUT = ("exists", "blocks", "block_size", "device_type")


class Find(Module):
    """The files below some folders that are as the arguments say; it changes nothing."""

    example = """
- name: backups that are older than four weeks
  find:
    paths: /srv/backup
    patterns: "*.tar.gz"
    age: 4w
    recurse: true
  register: old
"""
    paths = Param(list, "folders to look in", required=True, aliases=("name", "path"), elements="path")
    patterns = Param(list, "shell patterns of names, or with use_regex regular expressions; all by default", default=[],
                     aliases=("pattern",), elements=str)
    excludes = Param(list, "patterns of names that are left out", aliases=("exclude",), elements=str)
    contains = Param(str, "regular expression that a line of the file begins with")
    read_whole_file = Param(bool, "look for `contains` anywhere in the whole text", default=False)
    file_type = Param(str, "kind of what is looked for", default="file", choices=("any", "directory", "file", "link"))
    age = Param(str, "at least so old, or if negative at most: seconds, or 5m, 2h, 3d, 4w")
    age_stamp = Param(str, "which time its age is counted from", default="mtime", choices=("atime", "ctime", "mtime"))
    size = Param(str, "at least so large, or if negative at most: bytes, or 5k, 2m, 1g, 1t")
    recurse = Param(bool, "look in folders below, too", default=False)
    depth = Param(int, "with recurse: how many levels of folders; all by default")
    hidden = Param(bool, "also what begins with a dot", default=False)
    follow = Param(bool, "with recurse: go through links to folders", default=False)
    mode = Param("raw", "permission bits that it has: octal as text, or symbolic")
    exact_mode = Param(bool, "exactly those bits, and not only some of them", default=True)
    get_checksum = Param(bool, "with the checksum of each file", default=False)
    checksum_algorithm = Param(str, "algorithm of the checksum", default="sha1", aliases=("checksum", "checksum_algo"),
                               choices=("md5", "sha1", "sha224", "sha256", "sha384", "sha512"))
    use_regex = Param(bool, "patterns and excludes are regular expressions", default=False)
    encoding = Param(str, "encoding of files in which `contains` is looked for")
    limit = Param(int, "stop after so many")

    @classmethod
    def problems(cls, values):
        """Ages, sizes, modes and patterns that are none."""
        return problems_of(values)

    @classmethod
    def requires(cls, values):
        """The folders."""
        paths = values.get("paths")
        return [("path", path) for path in paths if isinstance(path, str)] if isinstance(paths, list) else []

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        search = Search(self, system, time.time())
        files = []
        for path, found in search.all():
            # Ansible has no name for a number as "", where stat has none at all.
            told = {name: value for name, value in fields(found).items() if name not in LEFT_OUT}
            told = dict({"pw_name": "", "gr_name": ""}, path=path, **told)
            if self.get_checksum and found.kind == "file" and self.file_type in ("any", "file"):
                told["checksum"] = system.checksum(path, self.checksum_algorithm)
            files.append(told)
        return {"files": files, "matched": len(files), "examined": search.examined, "skipped_paths": search.skipped,
                "msg": search.message()}
