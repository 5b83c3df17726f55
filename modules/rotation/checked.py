"""What logrotate itself says of a configuration before it is installed."""

import os
import re
from fnmatch import fnmatchcase

from ..core.failure import Failure
from .whole import MAIN, Whole

PLACED = re.compile(r"^error: (?P<file>/proc/[0-9a-z]+/fd/[0-9]+):(?P<line>[0-9]+) (?P<what>.*)")
DUPLICATE = re.compile(r"duplicate log entry for (?P<log>.*)")
QUOTED = re.compile(r'"(?P<log>/[^"]*)"')


def check(system, path, text, patterns, su):
    """Failure, naming every file that matters, if logrotate refuses what would be installed at `path`.

    What it says of other files, and of logs that these patterns do not mean, was there before and is not told.
    """
    if su is None:
        unsafe(system, patterns)
    whole = Whole()
    whole.add(system, MAIN, {path: text})
    twice(whole, path, patterns)
    try:
        system.validate("logrotate --debug %s", whole.text().encode("utf-8", "surrogateescape"))
    except Failure as failure:
        said = [told for line in str(failure.result.get("stderr", "")).splitlines()
                for told in [ours(whole, line, path, patterns)] if told is not None]
        if "stderr" not in failure.result or said:
            raise Failure("logrotate refuses this: %s" % ("; ".join(said) or failure.message))


def unsafe(system, patterns):
    """Failure where others than root can write to the folder of a log, for which logrotate insists on `su`."""
    for folder in sorted({os.path.dirname(pattern) for pattern in patterns}):
        found = system.stat(folder) if not set(folder) & set("*?[") else None
        if found is not None and (found.mode & 0o002 or (found.mode & 0o020 and found.group != "root")):
            raise Failure("logrotate refuses logs in %s, to which others than root can write (mode %04o, group %s): "
                          "say with `su: USER GROUP` who rotates them" % (folder, found.mode, found.group))


def twice(whole, path, patterns):
    """Failure where another file rotates the very same pattern, whether a log is there yet or not."""
    for pattern, other, line in whole.patterns():
        if other != path and pattern in patterns:
            raise Failure("%s is rotated by %s:%d already, and would be by %s: take one of them out" % (
                pattern, other, line, path))


def ours(whole, line, path, patterns):
    """An error of logrotate with the places of the files; None for what is none, or not about `path`."""
    found = PLACED.match(line)
    if found is not None:
        place = whole.place(int(found.group("line")))
        duplicate = DUPLICATE.search(found.group("what"))
        if duplicate is not None:
            return both(whole, duplicate.group("log"), place, path)
        return "%s:%d: %s" % (place[0], place[1], found.group("what")) if place and place[0] == path else None
    log = QUOTED.search(line) if line.startswith("error: ") else None
    if log is not None and any(fnmatchcase(log.group("log"), pattern) for pattern in patterns):
        return line[len("error: "):]
    return None


def both(whole, log, place, path):
    """That two places rotate one log, if one of them is in `path`."""
    places = {"%s:%d" % (other, number) for pattern, other, number in whole.patterns() if fnmatchcase(log, pattern)}
    if place is not None:
        places.add("%s:%d" % place if not any(known.startswith(place[0] + ":") for known in places) else "")
    places = sorted(known for known in places if known)
    if not any(known.startswith(path + ":") for known in places):
        return None
    return "%s would be rotated twice, by %s" % (log, " and by ".join(places))
