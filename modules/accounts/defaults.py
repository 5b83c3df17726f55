"""What useradd and groupadd take for a new account when nobody says: login.defs(5), useradd(8)."""

import re

LOGIN_DEFS = "/etc/login.defs"
USERADD = "/etc/default/useradd"
LINE = re.compile(r"^([A-Z_]+)[ \t=]+\"?([^\"#\s]*)", re.MULTILINE)


def settings(system, path):
    """The settings of a file such as login.defs, as text; {} if it is not there."""
    return dict(LINE.findall(system.text(path))) if system.stat(path) is not None else {}


def number(found, name, default, base=10):
    """A setting as a number."""
    try:
        return int(found[name], base)
    except (KeyError, ValueError):
        return default


def next_id(system, kind, for_system):
    """The number that the next account gets; `kind` is UID or GID.

    The tools take one above the highest in the range, and for system accounts one below the lowest.
    """
    found = settings(system, LOGIN_DEFS)
    low, high = number(found, kind + "_MIN", 1000), number(found, kind + "_MAX", 60000)
    if for_system:
        low, high = number(found, "SYS_%s_MIN" % kind, 101), number(found, "SYS_%s_MAX" % kind, low - 1)
    used = [value for value in numbers(system, kind) if low <= value <= high]
    if not used:
        return high if for_system else low
    if for_system:
        return min(used) - 1
    return max(used) + 1


def numbers(system, kind):
    """Every uid (or gid) of the host's own accounts."""
    path = "/etc/passwd" if kind == "UID" else "/etc/group"
    if system.stat(path) is None:
        return []
    fields = [line.split(":") for line in system.text(path).splitlines()]
    return [int(field[2]) for field in fields if len(field) > 2 and field[2].isdigit()]


def own_group(system):
    """Whether a new user gets a group of the same name."""
    return settings(system, LOGIN_DEFS).get("USERGROUPS_ENAB", "yes").lower() == "yes"


def home_mode(system, umask=None):
    """Permission bits of a new home folder; `umask` is octal text."""
    found = settings(system, LOGIN_DEFS)
    bits = int(umask, 8) if umask is not None else number(found, "UMASK", 0o022, 8)
    return number(found, "HOME_MODE", 0o777 & ~bits, 8)
