"""What the next boot sets a kernel parameter to: sysctl.d(5) for systemd, sysctl(8) with --system for the rest."""

import os
from collections import namedtuple
from fnmatch import fnmatchcase

from ..core.kernel import plain, record_name
from .lines import spelled

# What sets a parameter at boot: `value` as the kernel prints it, `path` and `line` of the line that wins.
Setting = namedtuple("Setting", "value path line")

SYSTEMD = ("/usr/lib/systemd/systemd-sysctl", "/lib/systemd/systemd-sysctl")
PROCPS = "/etc/init.d/procps"
# Of files with one name the first of these folders has the one that counts.
FOLDERS = ("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d")


def boot_files(system):
    """The paths that are read at boot, in their order; None on a host where nothing known reads any."""
    with_systemd = any(system.stat(path) is not None for path in SYSTEMD)
    if not with_systemd and system.stat(PROCPS) is None:
        return None
    found = {}
    for folder in FOLDERS:
        for name in system.entries(folder) if system.stat(folder) is not None else ():
            if name.endswith(".conf"):
                found.setdefault(name, os.path.join(folder, name))
    paths = [found[name] for name in sorted(found)]
    return paths if with_systemd else paths + ["/etc/sysctl.conf"]


def at_boot(system, name, paths):
    """The Setting that wins for a parameter, or None if no file sets it: the last line that names it outright, else
    the last whose pattern fits, unless a line `-NAME` keeps it out of patterns.
    """
    wanted = record_name(name)
    last = wanted.rpartition("/")[2]
    outright = fitting = None
    kept_out = False
    for path in paths:
        text = readable(system, path)
        if last not in text and "*" not in text and "?" not in text and "[" not in text:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            words = line.strip()
            if not words or words[0] in "#;":
                continue
            key, equals, value = words.partition("=")
            pattern = record_name(key.strip().lstrip("-"))
            if not equals:
                kept_out = kept_out or (words[0] == "-" and fits(wanted, pattern))
            elif pattern == wanted:
                outright = Setting(plain(spelled(value.strip())), path, number)
            elif fits(wanted, pattern):
                fitting = Setting(plain(spelled(value.strip())), path, number)
    return outright or (None if kept_out else fitting)


def told_at_boot(system, setting, own, paths):
    """What an operator reads of a Setting: its place where that is not the file `own`, and if there is none why."""
    if setting is None:
        read = any(system.realpath(path) == system.realpath(own) for path in paths)
        others = system.stat(own) is not None and not read
        return "unset (%s is not read at boot)" % own if others else None
    if system.realpath(setting.path) == system.realpath(own):
        return setting.value
    return "%s (%s:%d)" % setting


def readable(system, path):
    """The text of a file; "" where it leads nowhere, which reading at boot passes over."""
    found = system.stat(path)
    return system.text(path) if found is not None and found.kind in ("file", "char") else ""


def fits(name, pattern):
    """Whether a pattern such as net/ipv4/conf/*/rp_filter means the parameter; `*` goes no further than a slash."""
    names, patterns = name.split("/"), pattern.split("/")
    return len(names) == len(patterns) and all(map(fnmatchcase, names, patterns))
