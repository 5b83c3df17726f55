"""Flags that a file system keeps of a file, as lsattr and chattr name them: i for one that nobody may change."""

import re

from .failure import Failure

KIND = "file flags"
# What a file system sets by itself: e for extents, and the like. It is not compared.
ITS_OWN = set("eEINVh")
WANTED = re.compile(r"^[-+=]?[aAcCdDeFijmPsStTux]*$")


def seen_flags(system, path):
    """The flags of a file or folder, sorted; none where its file system has no such thing."""
    def real():
        told = system.query(["lsattr", "-d", path])
        words = told.stdout.split() if told.rc == 0 else []
        return "".join(sorted(set(words[0]) - ITS_OWN - {"-"})) if words else ""

    return system.record(KIND, path, real)


def wanted_flags(text, current):
    """The flags that +ab, -ab, =ab or ab make of the current ones."""
    if not WANTED.match(text):
        raise Failure("attributes are letters of chattr(1), with + or - before them to add or take away: %s" % text)
    letters = set(text.lstrip("+-=")) - ITS_OWN
    if text.startswith("+"):
        letters |= set(current)
    elif text.startswith("-"):
        letters = set(current) - letters
    return "".join(sorted(letters))


def change_flags(system, path, text):
    """Make the flags so that differ; a file that was written anew has none of the old one's."""
    current = seen_flags(system, path)
    wanted = wanted_flags(text, current)
    words = [sign + "".join(letter for letter in some if letter not in others)
             for sign, some, others in (("+", wanted, current), ("-", current, wanted))]
    words = [word for word in words if len(word) > 1]
    if words:
        system.run(["chattr"] + words + [path], brings={(KIND, path): wanted})
