"""One backup in a repository, and the moments that names and programs tell of them."""

import calendar
import re
import time
from collections import namedtuple

# `name` is what the program takes to restore it, `seconds` since 1970 when it was begun.
Snapshot = namedtuple("Snapshot", "name seconds")

STAMP = re.compile(r"-(?P<stamp>[0-9]{8}T[0-9]{6})Z(?:\.tar\.gz)?$")
ISO = re.compile(r"(?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?"
                 r"(?:Z|(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}))$")


def newest(snapshots):
    """The newest of them; None if there is none."""
    return max(snapshots, key=lambda one: one.seconds) if snapshots else None


def pattern(host, name):
    """What fits the names of the archives of a host (None: of any) and a name: HOST-NAME-MOMENT."""
    return "%s-%s-????????T??????Z" % (host or "*", name)


def of_name(name):
    """The Snapshot whose name ends in the moment when it was begun, such as web1-etc-20260131T023000Z; None else."""
    found = STAMP.search(name)
    return found and Snapshot(name, calendar.timegm(time.strptime(found.group("stamp"), "%Y%m%dT%H%M%S")))


def seconds_of(text):
    """The seconds since 1970 of a moment such as 2026-01-31T02:30:00.123+01:00."""
    found = ISO.match(text)
    if found is None:
        raise ValueError("%s is no moment" % text)
    seconds = calendar.timegm(time.strptime(found.group("moment"), "%Y-%m-%dT%H:%M:%S"))
    if found.group("sign") is None:
        return seconds
    offset = int(found.group("hours")) * 3600 + int(found.group("minutes")) * 60
    return seconds - offset if found.group("sign") == "+" else seconds + offset
