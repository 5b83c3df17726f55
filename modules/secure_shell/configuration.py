"""The whole of sshd's configuration as one text, and which line of it wins."""

import os
import re
from fnmatch import fnmatchcase

MAIN = "/etc/ssh/sshd_config"
FOLDER = "/etc/ssh/sshd_config.d"
# Keywords of which every line counts; of all others the first one does.
REPEATED = {"acceptenv", "allowgroups", "allowusers", "denygroups", "denyusers", "hostcertificate", "hostkey",
            "listenaddress", "permitlisten", "permitopen", "port", "setenv", "subsystem"}
LINE = re.compile(r"\s*(?P<keyword>[A-Za-z0-9]+)(?:\s*=\s*|\s+)(?P<value>.*?)\s*$")


class Configuration:
    """`lines` in the order in which sshd reads them, each with its path and number."""

    def __init__(self, system, replaced):
        """Read from MAIN on; of `replaced`, {path: text or None}, the text counts, and None is no file."""
        self.lines = []
        self.add(system, MAIN, replaced, 0)

    def add(self, system, path, replaced, depth):
        """Add a file, and in their places those that it includes; a Match in one ends with it."""
        text = replaced[path] if path in replaced else system.text(path)
        for number, line in enumerate((text or "").splitlines(), 1):
            found = LINE.match(line)
            if found is not None and found.group("keyword").lower() == "include" and depth < 16:
                for pattern in found.group("value").split():
                    for included in files(system, pattern.strip('"'), replaced):
                        self.add(system, included, replaced, depth + 1)
            else:
                self.lines.append((line, path, number))
        if depth > 0 and re.search(r"(?im)^\s*match\s", text or ""):
            self.lines.append(("Match all", path, 0))

    def text(self):
        """All of it."""
        return "\n".join([line for line, _, _ in self.lines] + [""])

    def place(self, number):
        """(path, line) of a line of the text, which counts from 1."""
        return self.lines[number - 1][1:] if 0 < number <= len(self.lines) else None

    def first(self, keyword):
        """(value, path, line) of the first line outside of any Match that sets a keyword, or None."""
        matching = False
        for line, path, number in self.lines:
            found = LINE.match(line)
            if found is None or line.lstrip().startswith("#"):
                continue
            name = found.group("keyword").lower()
            if name == "match":
                matching = found.group("value").lower() != "all"
            elif name == keyword.lower() and not matching:
                return found.group("value"), path, number
        return None


def files(system, pattern, replaced):
    """The files that an Include means, sorted."""
    pattern = os.path.join("/etc/ssh", pattern)
    folder = os.path.dirname(pattern)
    names = set(system.entries(folder)) if system.stat(folder) is not None else set()
    names |= {os.path.basename(path) for path in replaced if os.path.dirname(path) == folder}
    paths = [os.path.join(folder, name) for name in sorted(names) if fnmatchcase(name, os.path.basename(pattern))]
    return [path for path in paths if replaced.get(path, "") is not None]
