"""The file in which logrotate keeps when it has rotated which log."""

import re
import time

PATHS = ("/var/lib/logrotate/status", "/var/lib/logrotate/logrotate.status", "/var/lib/logrotate.status")
LINE = re.compile(r'^"(?P<log>(?:[^"\\]|\\.)*)" (?P<year>\d+)-(?P<month>\d+)-(?P<day>\d+)(?:-(?P<hour>\d+):'
                  r'(?P<minute>\d+):(?P<second>\d+))?$')


def place(system):
    """Where the file is on this host; None if there is none yet."""
    return next((path for path in PATHS if system.stat(path) is not None), None)


def rotations(text):
    """{log: seconds since 1970 of its last rotation, or of the first time that it was seen}."""
    found = {}
    for line in text.splitlines():
        told = LINE.match(line)
        if told is not None:
            day = [int(told.group(word) or 0) for word in ("year", "month", "day", "hour", "minute", "second")]
            found[re.sub(r"\\(.)", r"\1", told.group("log"))] = time.mktime(tuple(day) + (0, 0, -1))
    return found
