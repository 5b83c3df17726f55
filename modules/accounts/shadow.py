"""Passwords and their ageing, from /etc/shadow (shadow(5)); hashes are never shown, only told apart."""

import time

from ..core.digest import hexdigest
from ..core.failure import Failure, Missing

PATH = "/etc/shadow"
DAY = 86400


def shadow(system, name):
    """{password, locked, empty, min, max, warn, inactive, expires} of a user.

    `password` is a marker of the hash, `locked` whether ! stands before it, `empty` whether there is none; numbers
    are days, -1 for none; `expires` is a date or "never". Failure if this user may not read the file.
    """
    return system.record("shadow", name, lambda: read(system, name))


def read(system, name):
    """As shadow, from the file."""
    try:
        text = system.text(PATH)
    except Missing:
        return fresh()
    except Failure as failure:
        raise Failure("%s: passwords and their expiry can be managed by root only; use become" % failure.message)
    for line in text.splitlines():
        fields = line.split(":")
        if fields[0] == name and len(fields) >= 8:
            low, high, warn, inactive, expires = [days(field) for field in fields[3:8]]
            return dict(password_fields(name, fields[1]), min=low, max=high, warn=warn, inactive=inactive,
                        expires=date(expires))
    return fresh()


def fresh(low=-1, high=-1, warn=-1, inactive=-1, expires="never"):
    """The record of a user without a password."""
    return dict(password_fields("", "!"), min=low, max=high, warn=warn, inactive=inactive, expires=expires)


def password_fields(name, hashed):
    """The parts of the record that a hash decides."""
    bare = hashed.lstrip("!")
    return {"password": marker(name, bare), "locked": hashed.startswith("!"), "empty": bare == ""}


def marker(name, bare):
    """What stands for a hash wherever people look: differs when the hash does, and tells nothing of it."""
    if bare == "":
        return "(none)"
    return "(hidden %s)" % hexdigest("sha256", ("%s:%s" % (name, bare)).encode("utf-8", "surrogateescape"))[:8]


def days(field):
    """A number of days, or -1 for none."""
    return int(field) if field.lstrip("-").isdigit() else -1


def date(day):
    """Days since 1970 as a date; "never" for none."""
    return "never" if day < 0 else time.strftime("%Y-%m-%d", time.gmtime(day * DAY))


def moment_date(seconds):
    """As date, of seconds since 1970."""
    return "never" if seconds < 0 else time.strftime("%Y-%m-%d", time.gmtime(seconds))
