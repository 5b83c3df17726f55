"""The module `archive`."""

import os
import re

from .archives.described import OTHER, described_tar, described_zip, packed_by, unpacked_digest
from .archives.entries import below, common_folder, tar_entries, zip_entries
from .archives.packing import Pieces, file_pieces, packed_pieces, tar_pieces, zip_pieces
from .core.attributes import FileAttributes, describe
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param

NAMED_AS_ARCHIVE = re.compile(r"\.(tar|tar\.(gz|bz2|xz)|tgz|tbz2|zip)$", re.IGNORECASE)
NEEDS_DEST = 'Error, must specify "dest" when archiving multiple files or trees'
ENTRY = "entry "


class Archive(FileAttributes, Module):
    """An archive on the host of files and folders that are there; of one file alone, that file packed."""

    collection = "community.general"
    example = """
- name: the reports of the year
  archive:
    path: /srv/reports/2025
    dest: /srv/archive/reports-2025.tar.xz
    format: xz
    exclusion_patterns: ["*.tmp"]
"""
    path = Param(list, "files and folders, or shell patterns of them; all that is below a folder is taken",
                 required=True, elements="path")
    dest = Param("path", "the archive; may be left out for one file, which then gets the format's ending")
    format = Param(str, "gz, bz2 and xz are a packed tar archive, or of one file the file itself, packed",
                   default="gz", choices=("bz2", "gz", "tar", "xz", "zip"))
    exclude_path = Param(list, "those of path that are left out, or shell patterns of them", default=[],
                         elements="path")
    exclusion_patterns = Param(list, "shell patterns of what is left out, compared with the whole name in the archive, "
                                     "in a zip archive with the whole path; * stands for slashes, too", elements="path")
    force_archive = Param(bool, "an archive of one file, too", default=False)
    remove = Param(bool, "remove files and folders when they are in the archive; where patterns then match nothing, "
                         "an archive that is there is as wanted", default=False)

    written = plan = None

    @classmethod
    def problems(cls, values):
        """More than one file needs a name for the archive."""
        paths = values.get("path") if isinstance(values.get("path"), list) else []
        if "{{" in str(paths) or values.get("dest") is not None:
            return []
        many = len(paths) > 1 or values.get("force_archive") is True or any(is_pattern(str(path)) for path in paths)
        return [NEEDS_DEST] if many else []

    @classmethod
    def provides(cls, values):
        """The archive."""
        return [("path", values["dest"])] if values.get("dest") else []

    @classmethod
    def requires(cls, values):
        """Its folder, its owners, and what goes into it."""
        paths = values["path"] if isinstance(values.get("path"), list) else []
        sources = [("path", path) for path in paths if not is_pattern(str(path))]
        folder = [("folder", values["dest"])] if values.get("dest") else []
        return folder + sources + cls.attribute_requirements(values)

    def inspect(self, system):
        """What the archive has, which of the sources are there, and the attributes of the archive."""
        if self.plan is None:
            self.find_sources(system)
        found = system.stat(self.place)
        if found is not None and found.kind == "directory":
            raise Failure("dest %s is a folder" % self.place, dest=self.place)
        current = {} if found is None else dict(self.seen_attributes(system, self.place, found))
        if found is not None and self.targets:
            # The very bytes that were written need not be taken apart: with remove there is nothing left to compare.
            same = self.written is not None and system.checksum(self.place) == self.written
            current.update(self.wanted_content() if same else self.seen_content(system))
        current["sources"] = [path for path in self.to_remove() if system.stat(path, follow=False) is not None]
        return current

    def find_sources(self, system):
        """Learn what is to be archived, where, and under which names."""
        self.expanded, self.excluded = ([match for path in paths for match in expanded(system, path)]
                                        for paths in (self.path, self.exclude_path))
        paths = sorted(set(self.expanded) - set(self.excluded))
        there = self.dest is not None and system.stat(self.dest) is not None
        if not paths and not (self.remove and there and any(map(is_pattern, self.path))):
            raise Missing("Error, no source paths were found", path=", ".join(self.path),
                          expanded_paths=", ".join(self.expanded), expanded_exclude_paths=", ".join(self.excluded))
        self.root = common_folder(paths) if paths else ""
        first = system.stat(paths[0]) if paths else None
        self.whole = (self.force_archive or len(paths) > 1 or any(map(is_pattern, self.path))
                      or (first is not None and first.kind == "directory"))
        if self.dest is None and self.whole:
            raise Failure(NEEDS_DEST, path=", ".join(self.path))
        self.place = self.dest if self.dest is not None else "%s.%s" % (paths[0], self.format)
        self.targets = [path for path in paths if system.stat(path, follow=False) is not None]
        self.missing = [path for path in paths if path not in self.targets]
        self.folders = [path for path in self.targets if is_folder(system, path)]
        if self.remove and any(self.place.startswith(os.path.join(path, "")) for path in self.folders):
            raise Failure("Error, created archive can not be contained in source paths when remove=true",
                          path=", ".join(paths))
        self.packs_one = not self.whole and self.format not in ("tar", "zip")
        self.plan = {} if self.packs_one else self.entries(system)
        if self.whole and self.remove and there and not self.plan and not self.folders:
            self.targets = []  # what was archived has been removed, what is left is excluded

    def entries(self, system):
        """{name: Entry} of all that goes into the archive."""
        paths = below(system, self.targets, self.place)
        if self.format == "zip":
            return zip_entries(system, [path for path in paths if not self.is_excluded(path)], self.root)
        return tar_entries(system, paths, self.root, self.is_excluded)

    def is_excluded(self, name):
        """Whether one of the exclusion_patterns matches."""
        from fnmatch import fnmatchcase
        return any(fnmatchcase(name, pattern) for pattern in self.exclusion_patterns or ())

    def seen_content(self, system):
        """Format and entries of what is there; of a packed file whether it is that file."""
        with system.open(self.place) as file:
            if self.packs_one:
                packed = packed_by(file)
                same = packed == self.format and unpacked_digest(file) == system.checksum(self.targets[0])
                return {"format": packed or OTHER, "content": self.one() if same else "another"}
            described = described_zip if self.format == "zip" else described_tar
            format, entries = described(system, file, self.plan)
        return dict({ENTRY + name: text for name, text in entries.items()}, format=format)

    def one(self):
        """The content of a file that is packed alone."""
        return "that of %s" % self.targets[0]

    def wanted_content(self):
        """Format and entries as they should be."""
        if self.packs_one:
            return {"format": self.format, "content": self.one()}
        entries = {ENTRY + name: entry.text for name, entry in self.plan.items()}
        return dict(entries, format=self.format if self.format in ("tar", "zip") else "tar." + self.format)

    def to_remove(self):
        """The sources that remove speaks of: the folders, and the files that are in the archive."""
        if not self.remove:
            return []
        gone = set(self.folders + self.archived())
        return [path for path in self.targets if path in gone]

    def archived(self):
        """The paths that are in the archive; as in Ansible's module no folders of a zip archive."""
        if self.packs_one:
            return self.targets
        return [entry.path for name, entry in self.plan.items() if not name.endswith("/")]

    def desired(self, current):
        """What is archived, and the attributes; where there is nothing to archive, those of what is there."""
        if not self.targets:
            return self.wanted_attributes(current) if "mode" in current else {}
        gone = {name: None for name in current if name.startswith(ENTRY)}
        wanted = dict(gone, **self.wanted_content())
        wanted.update(self.wanted_attributes(current))
        return dict(wanted, sources=[]) if self.remove else wanted

    def apply(self, system, diff):
        """Write the archive, and then remove what is in it."""
        if any(name in ("format", "content") or name.startswith(ENTRY) for name in diff):
            pieces = Pieces(self.pieces(system))
            system.write(self.place, pieces)
            self.written = pieces.digest.hexdigest()
            if system.checksum(self.place) != self.written:
                raise Failure("what was written to %s is not what is read there; nothing was removed" % self.place)
        elif "sources" in diff:
            self.written = system.checksum(self.place)
        self.apply_attributes(system, self.place, diff)
        for path in diff["sources"][0] if "sources" in diff else ():
            system.remove(path)

    def pieces(self, system):
        """The bytes of the archive."""
        if self.packs_one:
            return packed_pieces(file_pieces(system, self.targets[0]), self.format)
        entries = list(self.plan.values())
        return zip_pieces(system, entries) if self.format == "zip" else packed_pieces(
            tar_pieces(system, entries), self.format)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        found = system.stat(self.place)
        kind = "archive" if NAMED_AS_ARCHIVE.search(self.place) else "compress"
        if self.targets:
            kind = "compress" if self.packs_one else "incomplete" if self.missing and self.whole else "archive"
        return dict(describe(found), dest=self.place, dest_state=kind if found is not None else "absent",
                    archived=self.archived(), missing=self.missing, arcroot=self.root, expanded_paths=self.expanded,
                    expanded_exclude_paths=self.excluded)


def is_pattern(path):
    """Whether a path is a shell pattern."""
    return "*" in path or "?" in path


def expanded(system, path):
    """The paths that a shell pattern matches; any other path as it is."""
    return system.glob(path) if is_pattern(path) else [path]


def is_folder(system, path):
    """Whether a path is a folder, or leads to one."""
    found = system.stat(path)
    return found is not None and found.kind == "directory"
