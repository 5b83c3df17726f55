"""The whole configuration that logrotate reads, as one text, with the place that each line of it comes from."""

import os
from fnmatch import fnmatchcase

MAIN = "/etc/logrotate.conf"
# Ends of names that an include of a folder passes over, as logrotate.conf(5) lists them.
TABOO = (".bak", ".cfsaved", ".disabled", ".dhcpd", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new", ".dpkg-old",
         ".dpkg-tmp", ".new", ".old", ".orig", ".rhn-cfg-tmp-*", ".rpmnew", ".rpmorig", ".rpmsave", ".swp",
         ".ucf-dist", ".ucf-new", ".ucf-old", ",v", "~")


class Whole:
    """`lines` of the configuration, and for each of them its (path, number)."""

    def __init__(self):
        self.lines = []
        self.places = []

    def add(self, system, path, replaced, deep=True):
        """Add a file; of `replaced`, {path: text}, the text counts. What it includes comes in its place."""
        text = replaced[path] if path in replaced else system.text(path)
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if deep and len(words) == 2 and words[0] == "include":
                for included in files(system, words[1].strip('"'), replaced):
                    self.add(system, included, replaced, deep=False)
            else:
                self.lines.append(line)
                self.places.append((path, number))

    def text(self):
        """All of it."""
        return "\n".join(self.lines + [""])

    def place(self, number):
        """(path, line) of line `number`, which counts from 1; None beyond the end."""
        return self.places[number - 1] if 0 < number <= len(self.places) else None

    def patterns(self):
        """(pattern, path, line) of everything that is rotated."""
        depth, found, in_script = 0, [], False
        for line, (path, number) in zip(self.lines, self.places):
            word = line.strip()
            if in_script:
                in_script = word != "endscript"
            elif word in ("prerotate", "postrotate", "firstaction", "lastaction", "preremove"):
                in_script = True
            elif word and word[0] != "#":
                head, brace, _ = word.partition("{")
                if depth == 0 and head[:1] in ("/", '"', "'", "~", "*"):
                    found += [(pattern, path, number) for pattern in split(head)]
                depth += (1 if brace else 0) - (1 if word.endswith("}") else 0)
        return found


def split(text):
    """The words of a line of patterns, without quotes."""
    from shlex import split as shell_split
    try:
        return shell_split(text, comments=True)
    except ValueError:
        return text.split()


def files(system, path, replaced):
    """The files that an include of a file or folder reads, in their order."""
    found = system.stat(path)
    if found is None:
        return [path] if path in replaced else []
    if found.kind != "directory":
        return [path]
    names = set(system.entries(path))
    names |= {os.path.basename(own) for own in replaced if os.path.dirname(own) == path}
    paths = [os.path.join(path, name) for name in sorted(names)
             if not any(fnmatchcase(name, "*" + end) for end in TABOO)]
    return [own for own in paths if own in replaced or system.stat(own).kind == "file"]
