"""Looks for files by name, age, size, mode and content."""

import fnmatch
import io
import os
import re

from ..core.attributes import mode_bits
from ..core.failure import Failure

AGE = re.compile(r"(-?\d+)([smhdw]?)$")
SIZE = re.compile(r"(-?\d+)([bkmgt]?)$")
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
BYTES = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def problems_of(values):
    """What is wrong with the arguments of a search."""
    found = []
    for name, pattern in (("age", AGE), ("size", SIZE)):
        text = values.get(name)
        if text is not None and "{{" not in text and pattern.match(text.lower()) is None:
            found.append("%s is a number with a unit, such as 2d or 10m, not %s" % (name, text))
    if isinstance(values.get("limit"), int) and values["limit"] <= 0:
        found.append("limit must be at least 1")
    if values.get("mode") is not None and not isinstance(values["mode"], str):
        found.append("mode must be text: quote it")
    return found


def amount(text, pattern, units):
    """A number of the smallest unit, or None."""
    found = pattern.match(text.lower()) if text is not None else None
    return int(found.group(1)) * units[found.group(2)] if found is not None else None


class Search:
    """What the module `find` does; `wanted` has its arguments."""

    def __init__(self, wanted, system, now):
        self.wanted = wanted
        self.system = system
        self.now = now
        self.age = amount(wanted.age, AGE, SECONDS)
        self.size = amount(wanted.size, SIZE, BYTES)
        self.patterns = [self.matcher(text) for text in wanted.patterns or ([".*"] if wanted.use_regex else ["*"])]
        self.excludes = [self.matcher(text) for text in wanted.excludes or ()]
        self.contains = self.compiled(wanted.contains) if wanted.contains is not None else None
        self.mode = mode_bits(wanted.mode, 0) if wanted.mode else None
        self.examined = 0
        self.skipped = {}
        self.count = 0

    def matcher(self, text):
        """A test of names."""
        if self.wanted.use_regex:
            return self.compiled(text).match
        return lambda name: fnmatch.fnmatchcase(name, text)

    @staticmethod
    def compiled(text):
        """A regular expression; Failure if it is none."""
        try:
            return re.compile(text)
        except re.error as error:
            raise Failure("%s is no regular expression: %s" % (text, error))

    def all(self):
        """Yield (path, Stat) of all that is found."""
        for top in self.wanted.paths:
            found = self.system.stat(top)
            if found is None or found.kind != "directory":
                self.skipped[top] = "'%s' is not a directory" % top
                continue
            for result in self.below(top, 1, {(found.device, found.inode)}):
                self.count += 1
                yield result
                if self.count == self.wanted.limit:
                    break

    def below(self, folder, depth, parents):
        """As all, of one folder: its files, its folders, then what is in those."""
        try:
            names = self.system.entries(folder)
        except Failure as failure:
            self.skipped[folder] = failure.message
            return
        self.examined += len(names)
        entries = [(name, os.path.normpath(os.path.join(folder, name))) for name in names]
        stats = [(name, path, self.system.stat(path, follow=False)) for name, path in entries]
        stats = [(name, path, found, self.leads_to_folder(path, found)) for name, path, found in stats if found]
        for name, path, found, _ in sorted(stats, key=lambda entry: entry[3] is not None):
            if self.is_wanted(name, path, found):
                yield path, found
        if not self.wanted.recurse or (self.wanted.depth and depth >= self.wanted.depth):
            return
        for _, path, found, real in stats:
            # A link that leads back to where it came from is no way down.
            if real is None or (found.kind == "link" and (not self.wanted.follow or real in parents)):
                continue
            for result in self.below(path, depth + 1, parents | {real}):
                yield result

    def leads_to_folder(self, path, found):
        """What identifies the folder that is there, or that a link there points at; None for anything else."""
        target = self.system.stat(path) if found.kind == "link" else found
        return (target.device, target.inode) if target is not None and target.kind == "directory" else None

    def is_wanted(self, name, path, found):
        """Whether one file is as the arguments say."""
        kind = self.wanted.file_type
        if (name.startswith(".") and not self.wanted.hidden) or kind not in ("any", found.kind):
            return False
        if not any(matches(name) for matches in self.patterns) or any(matches(name) for matches in self.excludes):
            return False
        if not self.has_age(found) or not self.has_mode(found):
            return False
        if found.kind == "file" and not self.has_size(found):
            return False
        return kind != "file" or self.contains is None or self.has_text(path)

    def has_age(self, found):
        """Whether it is old, or young, enough."""
        if self.age is None:
            return True
        age = self.now - getattr(found, self.wanted.age_stamp)
        return age >= self.age if self.age >= 0 else age <= -self.age

    def has_size(self, found):
        """Whether it is large, or small, enough."""
        if self.size is None:
            return True
        return found.size >= self.size if self.size >= 0 else found.size <= -self.size

    def has_mode(self, found):
        """Whether its permission bits are as wanted."""
        if self.mode is None:
            return True
        return found.mode == self.mode if self.wanted.exact_mode else bool(found.mode & self.mode)

    def has_text(self, path):
        """Whether `contains` is found in it; a file that cannot be read has none."""
        try:
            text = self.system.read(path).decode(self.wanted.encoding or "utf-8")
        except LookupError as error:
            raise Failure("encoding: %s" % error)
        except UnicodeDecodeError:
            raise Failure("Failed to read the file %s due to an encoding error: it is not %s" % (
                path, self.wanted.encoding or "utf-8"))
        except Failure:
            return False
        if self.wanted.read_whole_file:
            return self.contains.search(text) is not None
        return any(self.contains.match(line) for line in io.StringIO(text))

    def message(self):
        """What it says at the end."""
        if self.skipped:
            return "Not all paths examined, check warnings for details"
        return "Limit of matches reached" if self.count == self.wanted.limit else "All paths examined"
